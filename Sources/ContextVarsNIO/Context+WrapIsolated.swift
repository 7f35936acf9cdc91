// `Context.wrap` for closures that are not `@Sendable`, because they stay on one event loop.
//
// Not for closures with an `inout` parameter: where a parameter pack takes it, changes to it are lost,
// without a diagnostic (Swift 6.3.1).
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

    /// A closure that runs `body` in this context and throws what `body` throws.
    func wrapIsolated<each Argument, Result>(
      _ body: @escaping (repeat each Argument) throws -> Result
    ) -> (repeat each Argument) throws -> Result {
      let context = handedOn
      return { (argument: repeat each Argument) in try context.run { try body(repeat each argument) } }
    }
  }
#endif
