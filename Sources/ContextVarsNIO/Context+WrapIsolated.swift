/// What `Context.wrap` does, for closures that are not `@Sendable` because they stay on one event loop, and for those with
/// an `inout` parameter, whose changes are lost where a parameter pack takes it (Swift 6.3.1, without a diagnostic).
#if NIO
  import ContextVars

  extension Context {
    /// A closure that runs `body` in this context, for use where `body` may be used.
    func wrapIsolated<each Argument, Result>(
      _ body: @escaping (repeat each Argument) -> Result
    ) -> (repeat each Argument) -> Result {
      let context = handedOn
      return { (argument: repeat each Argument) in context.run { body(repeat each argument) } }
    }

    /// A closure that runs `body` in this context and throws what it throws. As the form that does not throw.
    func wrapIsolated<each Argument, Result>(
      _ body: @escaping (repeat each Argument) throws -> Result
    ) -> (repeat each Argument) throws -> Result {
      let context = handedOn
      return { (argument: repeat each Argument) in try context.run { try body(repeat each argument) } }
    }
  }
#endif
