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
  /// There are forms for closures of the main actor, which say so (`{ @MainActor in … }`), and for asynchronous ones of up to
  /// three arguments. A closure that is not `Sendable` needs none of this where it is called on the spot:
  /// `{ context.run { … } }` does.
  ///
  /// What Swift 6.3.1 does not take: a synchronous closure of the main actor where the place asks for an asynchronous one
  /// (write `{ @MainActor () async in … }`); a wrapped asynchronous closure as the `operation:` of a task (write
  /// `Task { await wrapped() }`); typed throws in a closure with arguments, which crash it. And a parameter that is `inout` is
  /// passed by value: what `body` changes of it is lost, and nothing says so. Use ``run(_:)`` for such.
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

  /// A closure of the main actor that runs `body` in this context. As the form of no actor.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - actor: Tells this form from the one of no actor, for Swift takes both for one. There is no need to give it.
  public func wrap<each Argument, Result>(
    _ body: @escaping @MainActor @Sendable (repeat each Argument) -> Result,
    isolatedTo actor: MainActor.Type = MainActor.self
  ) -> @MainActor @Sendable (repeat each Argument) -> Result {
    let context = handedOn
    return { @MainActor (argument: repeat each Argument) in context.run { body(repeat each argument) } }
  }

  /// A closure of the main actor that runs `body` in this context and throws what it throws.
  public func wrap<each Argument, Result>(
    _ body: @escaping @MainActor @Sendable (repeat each Argument) throws -> Result,
    isolatedTo actor: MainActor.Type = MainActor.self
  ) -> @MainActor @Sendable (repeat each Argument) throws -> Result {
    let context = handedOn
    return { @MainActor (argument: repeat each Argument) in try context.run { try body(repeat each argument) }
    }
  }
}

// MARK: - Asynchronous closures

// For one, two and three arguments, since Swift 6.3.1 crashes on asynchronous functions of parameter packs. Of no actor with
// arguments, as handlers are in modules without `NonisolatedNonsendingByDefault`: one that stays on its caller's could not
// hand an argument on to a function of such a module if that is not `Sendable`.
//
// `@_disfavoredOverload`, so that a closure that does not wait is taken for a synchronous one; and with arguments also a
// parameter that nobody gives, since Swift takes a closure without arguments for one of a `Void` too.
extension Context {
  /// An asynchronous closure that runs `body` in this context, on its caller's actor. As the synchronous form.
  @_disfavoredOverload
  public func wrap<Result>(_ body: @escaping @Sendable () async -> Result) -> @Sendable () async -> Result {
    let context = handedOn
    return { await context.run { await body() } }
  }

  /// An asynchronous closure that runs `body` in this context, on its caller's actor, and throws what it throws.
  @_disfavoredOverload
  public func wrap<Result>(
    _ body: @escaping @Sendable () async throws -> Result
  ) -> @Sendable () async throws -> Result {
    let context = handedOn
    return { try await context.run { try await body() } }
  }

  /// An asynchronous closure of an argument that runs `body` in this context. As the synchronous form.
  @_disfavoredOverload
  public func wrap<First, Result>(
    _ body: @escaping @Sendable @concurrent (First) async -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First) async -> Result {
    let context = handedOn
    return { @concurrent (first) in await context.run { await body(first) } }
  }

  /// An asynchronous closure of two arguments that runs `body` in this context. As the synchronous form.
  @_disfavoredOverload
  public func wrap<First, Second, Result>(
    _ body: @escaping @Sendable @concurrent (First, Second) async -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First, Second) async -> Result {
    let context = handedOn
    return { @concurrent (first, second) in await context.run { await body(first, second) } }
  }

  /// An asynchronous closure of three arguments that runs `body` in this context. As the synchronous form.
  @_disfavoredOverload
  public func wrap<First, Second, Third, Result>(
    _ body: @escaping @Sendable @concurrent (First, Second, Third) async -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First, Second, Third) async -> Result {
    let context = handedOn
    return { @concurrent (first, second, third) in await context.run { await body(first, second, third) } }
  }

  /// An asynchronous closure of an argument that runs `body` in this context. Throws what it throws.
  @_disfavoredOverload
  public func wrap<First, Result>(
    _ body: @escaping @Sendable @concurrent (First) async throws -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First) async throws -> Result {
    let context = handedOn
    return { @concurrent (first) in try await context.run { try await body(first) } }
  }

  /// An asynchronous closure of two arguments that runs `body` in this context. Throws what it throws.
  @_disfavoredOverload
  public func wrap<First, Second, Result>(
    _ body: @escaping @Sendable @concurrent (First, Second) async throws -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First, Second) async throws -> Result {
    let context = handedOn
    return { @concurrent (first, second) in try await context.run { try await body(first, second) } }
  }

  /// An asynchronous closure of three arguments that runs `body` in this context. Throws what it throws.
  @_disfavoredOverload
  public func wrap<First, Second, Third, Result>(
    _ body: @escaping @Sendable @concurrent (First, Second, Third) async throws -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First, Second, Third) async throws -> Result {
    let context = handedOn
    return { @concurrent (first, second, third) in
      try await context.run { try await body(first, second, third) }
    }
  }
}
