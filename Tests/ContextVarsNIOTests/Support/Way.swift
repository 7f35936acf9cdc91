// A table of the functions that run a closure later, so that one test can check them all.
#if NIO
  import ContextVars
  import NIOCore
  import Testing

  /// A function that runs a closure later: in a context or, for comparison, plain.
  struct Way: Sendable, CustomTestStringConvertible {
    /// The future that the function belongs to, or whose event loop it belongs to.
    typealias Source = EventLoopFuture<String>
    typealias Body = @Sendable () -> String

    let testDescription: String
    /// Whether the source must fail for the closure to run. If false, `fulfil` makes the source succeed.
    let isForFailure: Bool
    /// Calls the function; the future receives what the body returns when the closure runs it.
    let start: @Sendable (Source, Context?, @escaping Body) -> EventLoopFuture<String>

    /// A function whose closure returns a string, directly or indirectly.
    init<Closure>(
      _ name: String, isForFailure: Bool = false,
      of closure: @escaping @Sendable (any EventLoop, @escaping Body) -> Closure,
      plain: @escaping @Sendable (Source, Closure) -> EventLoopFuture<String>,
      inContext: @escaping @Sendable (Source, Context, Closure) -> EventLoopFuture<String>
    ) {
      testDescription = name
      self.isForFailure = isForFailure
      start = { source, context, body in
        let closure = closure(source.eventLoop, body)
        return if let context { inContext(source, context, closure) } else { plain(source, closure) }
      }
    }

    /// A function whose closure returns nothing: the body's result goes to a promise.
    init<Closure>(
      observing name: String, isForFailure: Bool = false,
      of closure: @escaping @Sendable (@escaping @Sendable () -> Void) -> Closure,
      plain: @escaping @Sendable (Source, Closure) -> Void,
      inContext: @escaping @Sendable (Source, Context, Closure) -> Void
    ) {
      testDescription = name
      self.isForFailure = isForFailure
      start = { source, context, body in
        let promise = source.eventLoop.makePromise(of: String.self)
        let closure = closure { promise.succeed(body()) }
        if let context { inContext(source, context, closure) } else { plain(source, closure) }
        return promise.futureResult
      }
    }

    /// The way, called on the source's event loop.
    private init(onLoop way: Way) {
      testDescription = "isolated \(way.testDescription)"
      isForFailure = way.isForFailure
      start = { source, context, body in
        source.eventLoop.flatSubmit { way.start(source, context, body) }
      }
    }

    static func isolated(_ ways: [Way]) -> [Way] { ways.map(Way.init(onLoop:)) }

    /// Fulfils the source's promise in such a way that the closure runs.
    func fulfil(_ promise: EventLoopPromise<String>) {
      if isForFailure { promise.fail(Failure()) } else { promise.succeed("") }
    }
  }
#endif
