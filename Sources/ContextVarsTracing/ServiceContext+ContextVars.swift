/// What stands in a service context for variables, and the way from there into a scope.
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

    /// The variables that it carries for whoever knows service contexts alone: those that ``ContextVarsInstrument`` has received,
    /// and others that were put here.
    public var contextVars: Context {
      get { self[VariablesKey.self] ?? .empty }
      set { self[VariablesKey.self] = newValue.isEmpty ? nil : newValue }
    }

    /// Where the request stands in a trace, if ``ContextVarsInstrument`` takes part in it.
    public var traceContext: TraceContext? {
      get { self[TraceContextKey.self] }
      set { self[TraceContextKey.self] = newValue }
    }

    private var isMadeWithVariables: Bool { self[SpeaksForItselfKey.self] ?? false }

    /// Whether its variables count, and not those of the task that happens to send. They do not where it is, or is above, the
    /// service context at hand, as that of a span which was started with it: there the scope knows what was set since.
    var speaksForItself: Bool {
      isMadeWithVariables && !(InstrumentationContext.current?.isMadeWithVariables ?? false)
    }

    /// Members of baggage that came and are no variables here. They go on to others.
    public var foreignBaggage: Baggage {
      get { self[ForeignBaggageKey.self] ?? Baggage() }
      set { self[ForeignBaggageKey.self] = newValue.members.isEmpty ? nil : newValue }
    }

    /// The service context of the task at hand, with the variables of the scope at hand: to give to a library that takes one
    /// as a parameter, or to code that runs outside of tasks. Its variables are what is sent with it, whoever sends.
    public static var currentWithContextVars: InstrumentationContext {
      var context = current ?? .topLevel
      context.contextVars = .current
      context[SpeaksForItselfKey.self] = true
      return context
    }
  }

  extension Context {
    /// Runs `operation` with the service context at hand, and in a fresh scope with the variables that it carries, over those
    /// that are bound here. What a server does with each request:
    ///
    /// ```swift
    /// var service = ServiceContext.topLevel
    /// InstrumentationSystem.instrument.extract(request.headers, into: &service, using: HeaderExtractor())
    /// return try await Context.run(in: service) { try await respond(request) }
    /// ```
    ///
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

    /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is.
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

  // MARK: - The running span, over a hop

  extension InstrumentationContext {
    /// The service context of a moment, or that there was none. It is in the value alone and never in a scope: there it would
    /// grow stale with the next span.
    fileprivate static let captured = ContextVar(
      "service-context", of: InstrumentationContext?.self, inheritance: .never)
  }

  extension Context {
    /// The current context, and in it the service context at hand with the running span, or that there is none.
    ///
    /// Tasks that are not detached inherit both by themselves. A detached task, a queue or a callback inherits neither:
    ///
    /// ```swift
    /// let context = Context.currentWithSpan
    /// client.get(url) { response in context.runWithSpan { handle(response) } }
    /// ```
    ///
    /// For ``runWithSpan(_:)`` and `wrapWithSpan(_:)`: all else that takes a context leaves the span out.
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

    /// Runs `operation` in a fresh scope with this context, as `Context.run(_:)`, and with the service context
    /// that ``currentWithSpan`` has put in it, or else with the one at hand.
    public func runWithSpan<Result, E: Error>(_ operation: () throws(E) -> Result) throws(E) -> Result {
      do {
        return try InstrumentationContext.withValue(service) { try withoutSpan.run(operation) }
      } catch {
        // `withValue` throws nothing of its own.
        throw error as! E
      }
    }

    /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is.
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

    /// `body` as a closure that runs in this context, as ``runWithSpan(_:)`` does: for a queue or a callback. As
    /// `Context.wrap(_:)`.
    public func wrapWithSpan<each Argument, Result>(
      _ body: @escaping @Sendable (repeat each Argument) -> Result
    ) -> @Sendable (repeat each Argument) -> Result {
      let (service, context) = (service, withoutSpan.handedOn)
      return { (argument: repeat each Argument) in
        InstrumentationContext.withValue(service) { context.run { body(repeat each argument) } }
      }
    }

    /// As ``wrapWithSpan(_:)-(_)``, for a closure that throws.
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
