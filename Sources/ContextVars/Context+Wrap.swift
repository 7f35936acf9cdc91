/// Carrying a context over a hop: to a queue, a thread, an event loop, a callback (rule 6).

extension Context {
  /// A closure that runs `body` in this context, wherever and whenever it is called.
  ///
  /// ```swift
  /// queue.async(execute: Context.current.wrap { log("for \(Request.id.get(default: "-"))") })
  /// ```
  ///
  /// Each call runs in a fresh scope that starts from this snapshot, so that it may be called many times, also at once
  /// on several threads, and what one call sets no other sees. The variables' policies of inheritance apply once, here.
  ///
  /// A parameter that is `inout` is passed by value: Swift 6.3.1 loses what `body` changes of it, and does not say so. Use
  /// ``run(_:)`` for such.
  ///
  /// - Returns: A closure with `body`'s parameters and result. It keeps the snapshot alive.
  /// - Complexity: O(1) where no variable has a policy; a call costs what ``run(_:)`` does.
  public func wrap<each Argument, Result>(
    _ body: @escaping @Sendable (repeat each Argument) -> Result
  ) -> @Sendable (repeat each Argument) -> Result {
    let context = handedOn
    return { (argument: repeat each Argument) in context.run { body(repeat each argument) } }
  }

  /// A closure that runs `body` in this context and throws what it throws. As the form that does not throw.
  public func wrap<each Argument, Result>(
    _ body: @escaping @Sendable (repeat each Argument) throws -> Result
  ) -> @Sendable (repeat each Argument) throws -> Result {
    let context = handedOn
    return { (argument: repeat each Argument) in try context.run { try body(repeat each argument) } }
  }

  /// An asynchronous closure that runs `body` in this context, on its caller's actor. As the synchronous form.
  public func wrap<Result>(_ body: @escaping @Sendable () async -> Result) -> @Sendable () async -> Result {
    let context = handedOn
    return { await context.run { await body() } }
  }

  /// An asynchronous closure that runs `body` in this context, on its caller's actor, and throws what it throws.
  public func wrap<Result>(
    _ body: @escaping @Sendable () async throws -> Result
  ) -> @Sendable () async throws -> Result {
    let context = handedOn
    return { try await context.run { try await body() } }
  }
}
