/// Variables on spans.
#if Tracing
  public import ContextVars
  public import Tracing

  /// A tracer that puts the variables which are marked with `ContextVar.traced(as:)` on each span that it starts,
  /// where they are bound then; all else is the tracer's that it is made from.
  ///
  /// ```swift
  /// InstrumentationSystem.bootstrap(ContextVarsTracer(tracer))
  /// ```
  ///
  /// A redacted variable shows as `<redacted>`.
  public struct ContextVarsTracer<Base: Tracer>: Tracer {
    /// The spans are the other tracer's.
    public typealias Span = Base.Span

    /// The tracer that makes the spans.
    public let base: Base

    /// A tracer that makes its spans with `base`.
    public init(_ base: Base) { self.base = base }

    /// A span of the other tracer's, with the variables as attributes.
    public func startSpan<Instant: TracerInstant>(
      _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
      at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> Base.Span {
      let span = base.startSpan(
        operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID,
        line: line)
      // Spans that are not recorded take no attributes, so there is nothing to read for them.
      if span.isRecording { span.attributes.merge(.contextVars) }
      return span
    }

    /// The other tracer's.
    public func activeSpan(identifiedBy context: InstrumentationContext) -> Base.Span? {
      base.activeSpan(identifiedBy: context)
    }

    /// The other tracer's.
    @available(*, deprecated)
    public func forceFlush() { base.forceFlush() }

    /// The other tracer's.
    public func extract<Carrier, Extract: Extractor>(
      _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier { base.extract(carrier, into: &context, using: extractor) }

    /// The other tracer's.
    public func inject<Carrier, Inject: Injector>(
      _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier { base.inject(context, into: &carrier, using: injector) }
  }

  extension SpanAttributes {
    /// The variables that are marked with `ContextVar.traced(as:)`, where they are bound here: to put on a span by
    /// hand.
    public static var contextVars: SpanAttributes {
      var attributes = SpanAttributes()
      for mark in Marks.traced.all {
        switch mark.shownHere {
        case .text(let text): attributes.set(mark.name, value: .string(text))
        // Nobody else marks variables to be traced with a conversion.
        case .converted(let value): attributes.set(mark.name, value: (value as! TracedValue).attribute)
        case nil: break
        }
      }
      return attributes
    }
  }

  extension ContextVar {
    /// Puts the variable's value on spans that are started where it is bound, as the attribute that `conversion` makes: a
    /// number as a number, for instance.
    ///
    /// ```swift
    /// static let attempt = ContextVar("attempt", default: 1).traced(as: "app.attempt") { .int($0) }
    /// ```
    ///
    /// - Parameters:
    ///   - attribute: Its name; nil: the variable's.
    ///   - conversion: Called for each span, on the task or thread that starts it. Not for a redacted variable.
    /// - Returns: The variable.
    public func traced(
      as attribute: String? = nil, by conversion: @escaping @Sendable (Value) -> SpanAttribute
    ) -> ContextVar {
      tracedByProduct(as: attribute) { TracedValue(attribute: conversion($0)) }
    }
  }

  /// What a conversion has made. `@unchecked Sendable`: a constant, of a type whose cases hold `Sendable` values alone.
  private struct TracedValue: @unchecked Sendable {
    let attribute: SpanAttribute
  }
#endif
