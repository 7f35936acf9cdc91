// Variables on spans.
#if Tracing
  public import ContextVars
  public import Tracing

  /// A tracer that adds variables to every recorded span it starts, as attributes.
  ///
  /// It adds the variables that are marked with `ContextVar.traced(as:)`, where they are bound
  /// when the span starts, and leaves everything else to the tracer that it wraps:
  ///
  /// ```swift
  /// InstrumentationSystem.bootstrap(ContextVarsTracer(tracer))
  /// ```
  ///
  /// A redacted variable shows as `<redacted>`.
  public struct ContextVarsTracer<Base: Tracer>: Tracer {
    /// The spans of the wrapped tracer.
    public typealias Span = Base.Span

    /// The wrapped tracer, which makes the spans.
    public let base: Base

    /// Creates a tracer that makes its spans with `base`.
    public init(_ base: Base) { self.base = base }

    /// Starts a span of the wrapped tracer, with the variables as attributes.
    public func startSpan<Instant: TracerInstant>(
      _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
      at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> Base.Span {
      let span = base.startSpan(
        operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID,
        line: line)
      // A span that is not recorded takes no attributes, so there is nothing to read.
      if span.isRecording { span.attributes.merge(.contextVars) }
      return span
    }

    /// The active span of the wrapped tracer.
    public func activeSpan(identifiedBy context: InstrumentationContext) -> Base.Span? {
      base.activeSpan(identifiedBy: context)
    }

    /// Flushes the wrapped tracer.
    @available(*, deprecated)
    public func forceFlush() { base.forceFlush() }

    /// Extracts what the wrapped tracer extracts.
    public func extract<Carrier, Extract: Extractor>(
      _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier { base.extract(carrier, into: &context, using: extractor) }

    /// Injects what the wrapped tracer injects.
    public func inject<Carrier, Inject: Injector>(
      _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier { base.inject(context, into: &carrier, using: injector) }
  }

  extension SpanAttributes {
    /// The attributes for the variables that are marked with `ContextVar.traced(as:)` and bound here, to add
    /// to a span by hand.
    public static var contextVars: SpanAttributes {
      var attributes = SpanAttributes()
      for mark in Marks.traced.all {
        switch mark.shownHere {
        case .text(let text): attributes.set(mark.name, value: .string(text))
        // Only this product marks variables as traced with a conversion.
        case .converted(let value): attributes.set(mark.name, value: (value as! TracedValue).attribute)
        case nil: break
        }
      }
      return attributes
    }
  }

  extension ContextVar {
    /// Adds the variable's value to spans that are started where it is bound, as the attribute that
    /// `conversion` returns: a number as a number, for instance.
    ///
    /// ```swift
    /// static let attempt = ContextVar("attempt", default: 1).traced(as: "app.attempt") { .int($0) }
    /// ```
    ///
    /// - Parameters:
    ///   - attribute: The attribute's name; nil for the variable's.
    ///   - conversion: Called for each span, on the task or thread that starts it. Not called for a redacted
    ///     variable.
    /// - Returns: The variable.
    public func traced(
      as attribute: String? = nil, by conversion: @escaping @Sendable (Value) -> SpanAttribute
    ) -> ContextVar {
      tracedByProduct(as: attribute) { TracedValue(attribute: conversion($0)) }
    }
  }

  /// The result of a conversion.
  ///
  /// `@unchecked Sendable`: a constant, of a type whose cases hold only `Sendable` values.
  private struct TracedValue: @unchecked Sendable {
    let attribute: SpanAttribute
  }
#endif
