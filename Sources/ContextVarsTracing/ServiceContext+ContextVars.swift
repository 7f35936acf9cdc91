// The variables that a service context carries, and how they get into a scope.
#if Tracing
  public import ContextVars
  public import Instrumentation

  extension InstrumentationContext {
    private enum VariablesKey: InstrumentationContextKey {
      typealias Value = Context
      static var nameOverride: String? { "context-vars" }
    }

    private enum TraceContextKey: InstrumentationContextKey {
      typealias Value = TraceContext
      static var nameOverride: String? { "trace-context" }
    }

    private enum SpeaksForItselfKey: InstrumentationContextKey {
      typealias Value = Bool
      static var nameOverride: String? { "context-vars-speak" }
    }

    private enum ForeignBaggageKey: InstrumentationContextKey {
      typealias Value = Baggage
      static var nameOverride: String? { "foreign-baggage" }
    }

    /// The variables that this service context carries, for code that knows only service contexts.
    ///
    /// They are the variables that ``ContextVarsInstrument`` has received, and any others that were put here.
    public var contextVars: Context {
      get { self[VariablesKey.self] ?? .empty }
      set { self[VariablesKey.self] = newValue.isEmpty ? nil : newValue }
    }

    /// The request's position in a trace, if ``ContextVarsInstrument`` takes part in it.
    public var traceContext: TraceContext? {
      get { self[TraceContextKey.self] }
      set { self[TraceContextKey.self] = newValue }
    }

    private var isMadeWithVariables: Bool { self[SpeaksForItselfKey.self] ?? false }

    /// Whether the variables of this service context are sent, and not those of the task that happens to
    /// send. False if the current service context was itself made with variables: mostly it is this one, or
    /// one derived from it for a span, and the scope also has what was set since.
    var speaksForItself: Bool {
      isMadeWithVariables && !(InstrumentationContext.current?.isMadeWithVariables ?? false)
    }

    /// Baggage members that were received with the request and are not variables here. They are passed on.
    public var foreignBaggage: Baggage {
      get { self[ForeignBaggageKey.self] ?? Baggage() }
      set { self[ForeignBaggageKey.self] = newValue.members.isEmpty ? nil : newValue }
    }

    /// The current service context with the current variables: for a library that takes one as a parameter,
    /// or for code that runs outside tasks.
    ///
    /// A request that is sent with it carries these variables, unless it is sent where the current service
    /// context was made in this way too: there the innermost scope's variables are sent.
    public static var currentWithContextVars: InstrumentationContext {
      var context = current ?? .topLevel
      context.contextVars = .current
      context[SpeaksForItselfKey.self] = true
      return context
    }
  }

  extension Context {
    /// Runs `operation` with `service` as the current service context, in a fresh scope that adds the
    /// variables it carries to those that are bound here.
    ///
    /// A server does this with each request:
    ///
    /// ```swift
    /// var service = ServiceContext.topLevel
    /// InstrumentationSystem.instrument.extract(request.headers, into: &service, using: HeaderExtractor())
    /// return try await Context.run(in: service) { try await respond(request) }
    /// ```
    ///
    /// - Returns: What `operation` returns.
    /// - Throws: What `operation` throws.
    public static func run<Result, E: Error>(
      in service: InstrumentationContext, _ operation: () throws(E) -> Result
    ) throws(E) -> Result {
      do {
        return try InstrumentationContext.withValue(service) {
          try service.variablesOverCurrent.run(operation)
        }
      } catch {
        // `withValue` throws nothing of its own.
        throw error as! E
      }
    }

    /// Like the synchronous form. `operation` is isolated as a closure passed to `TaskLocal.withValue` is.
    public static func run<Result, E: Error>(
      in service: InstrumentationContext, _ operation: @concurrent () async throws(E) -> Result,
      isolation: isolated (any Actor)? = #isolation
    ) async throws(E) -> Result {
      do {
        return try await InstrumentationContext.$current.withValue(service) {
          try await service.variablesOverCurrent.run(operation, isolation: isolation)
        }
      } catch {
        // `withValue` throws nothing of its own.
        throw error as! E
      }
    }
  }

  extension InstrumentationContext {
    fileprivate var variablesOverCurrent: Context { Context.current.binding(all: contextVars) }
  }

  // MARK: - The running span, across a hop

  extension InstrumentationContext {
    /// The service context when `currentWithSpan` was read; nil if there was none. It is for the `Context`
    /// value only, and not for a scope, where it would be out of date as soon as the next span starts.
    fileprivate static let captured = ContextVar(
      "service-context", of: InstrumentationContext?.self, inheritance: .never)
  }

  extension Context {
    /// The current context, together with the current service context and its running span, if there is one.
    ///
    /// Tasks that are not detached inherit both anyway. A detached task, a queue or a callback inherits
    /// neither:
    ///
    /// ```swift
    /// let context = Context.currentWithSpan
    /// client.get(url) { response in context.runWithSpan { handle(response) } }
    /// ```
    ///
    /// For ``runWithSpan(_:)`` and ``wrapWithSpan(_:)``: everything else that takes a context ignores
    /// the span.
    public static var currentWithSpan: Context {
      current.binding(InstrumentationContext.captured, to: InstrumentationContext.current)
    }

    private var service: InstrumentationContext? {
      switch self[InstrumentationContext.captured] {
      case .some(let captured): captured
      case nil: InstrumentationContext.current
      }
    }

    private var withoutSpan: Context { removing(InstrumentationContext.captured) }

    /// Runs `operation` in a fresh scope with this context, like `Context.run(_:)`, and
    /// with the service context that ``currentWithSpan`` has captured; without one, with the current service
    /// context.
    ///
    /// - Returns: What `operation` returns.
    /// - Throws: What `operation` throws.
    public func runWithSpan<Result, E: Error>(_ operation: () throws(E) -> Result) throws(E) -> Result {
      do {
        return try InstrumentationContext.withValue(service) { try withoutSpan.run(operation) }
      } catch {
        // `withValue` throws nothing of its own.
        throw error as! E
      }
    }

    /// Like the synchronous form. `operation` is isolated as a closure passed to `TaskLocal.withValue` is.
    public func runWithSpan<Result, E: Error>(
      _ operation: @concurrent () async throws(E) -> Result, isolation: isolated (any Actor)? = #isolation
    ) async throws(E) -> Result {
      do {
        return try await InstrumentationContext.$current.withValue(service) {
          try await withoutSpan.run(operation, isolation: isolation)
        }
      } catch {
        // `withValue` throws nothing of its own.
        throw error as! E
      }
    }

    /// Wraps `body` in a closure that runs it in this context, as ``runWithSpan(_:)`` does: for a queue
    /// or a callback.
    ///
    /// Otherwise like `Context.wrap(_:)`.
    public func wrapWithSpan<each Argument, Result>(
      _ body: @escaping @Sendable (repeat each Argument) -> Result
    ) -> @Sendable (repeat each Argument) -> Result {
      let (service, context) = (service, withoutSpan.handedOn)
      return { (argument: repeat each Argument) in
        InstrumentationContext.withValue(service) { context.run { body(repeat each argument) } }
      }
    }

    /// Like ``wrapWithSpan(_:)``, for a closure that throws.
    public func wrapWithSpan<each Argument, Result>(
      _ body: @escaping @Sendable (repeat each Argument) throws -> Result
    ) -> @Sendable (repeat each Argument) throws -> Result {
      let (service, context) = (service, withoutSpan.handedOn)
      return { (argument: repeat each Argument) in
        try InstrumentationContext.withValue(service) { try context.run { try body(repeat each argument) } }
      }
    }
  }
#endif
