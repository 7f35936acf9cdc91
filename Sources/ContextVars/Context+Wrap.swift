// Carries a context across a hop: to a queue, a thread, an event loop or a callback (rule 6).

extension Context {
  /// Returns a closure that runs `body` in this context, wherever and whenever it is called.
  ///
  /// ```swift
  /// queue.async(execute: Context.current.wrap { log("for \(Request.id.get(default: "-"))") })
  /// ```
  ///
  /// Each call runs in a fresh scope that starts from this snapshot. So the closure may be called many times,
  /// even on several threads at once, and no call sees what another sets. The variables' inheritance policies
  /// apply once, when `wrap` is called.
  ///
  /// There are forms for closures that are declared to run on the main actor (`{ @MainActor in … }`), and for
  /// asynchronous closures of up to three arguments. A closure that is not `Sendable` and is called where it
  /// is written does not need `wrap`: `{ context.run { … } }` will do.
  ///
  /// > Important: An `inout` parameter is passed by value, without a warning: what `body` assigns to it is
  /// > lost. Use ``run(_:)`` instead.
  ///
  /// Swift 6.3.1 rejects two uses: a synchronous main-actor closure where an asynchronous one is expected
  /// (write `{ @MainActor () async in … }`), and a wrapped asynchronous closure as the `operation:` of a task
  /// (write `Task { await wrapped() }`). It crashes on typed throws in a closure with arguments.
  ///
  /// - Parameter body: The closure to wrap.
  /// - Returns: A closure with the parameters and the result of `body`. It keeps the snapshot alive.
  /// - Complexity: O(1) if no bound variable has a policy. A call costs one ``run(_:)``.
  public func wrap<each Argument, Result>(
    _ body: @escaping @Sendable (repeat each Argument) -> Result
  ) -> @Sendable (repeat each Argument) -> Result {
    let context = handedOn
    return { (argument: repeat each Argument) in context.run { body(repeat each argument) } }
  }

  /// Returns a closure that runs `body` in this context and throws what it throws. Otherwise like the form
  /// that does not throw.
  public func wrap<each Argument, Result>(
    _ body: @escaping @Sendable (repeat each Argument) throws -> Result
  ) -> @Sendable (repeat each Argument) throws -> Result {
    let context = handedOn
    return { (argument: repeat each Argument) in try context.run { try body(repeat each argument) } }
  }

  /// Returns a main-actor closure that runs `body` in this context. Otherwise like the nonisolated form.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - actor: Distinguishes this form from the nonisolated one, which Swift would take for the same; leave
  ///     it out.
  public func wrap<each Argument, Result>(
    _ body: @escaping @MainActor @Sendable (repeat each Argument) -> Result,
    isolatedTo actor: MainActor.Type = MainActor.self
  ) -> @MainActor @Sendable (repeat each Argument) -> Result {
    let context = handedOn
    return { @MainActor (argument: repeat each Argument) in context.run { body(repeat each argument) } }
  }

  /// Returns a main-actor closure that runs `body` in this context and throws what it throws.
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

// One form each for one, two and three arguments, because Swift 6.3.1 crashes on asynchronous functions with
// parameter packs. The forms with arguments are `@concurrent`, as handlers are in modules without
// `NonisolatedNonsendingByDefault`: a closure that stays on its caller's actor could not pass an argument
// that is not `Sendable` to a function of such a module.
//
// `@_disfavoredOverload` makes a closure without `await` choose the synchronous form. The forms with
// arguments also have a parameter that callers leave out, because Swift would otherwise take a closure
// without arguments for one with a `Void` argument.
extension Context {
  /// Returns an asynchronous closure that runs `body` in this context, on the actor of the closure's caller.
  /// Otherwise like the synchronous form.
  @_disfavoredOverload
  public func wrap<Result>(_ body: @escaping @Sendable () async -> Result) -> @Sendable () async -> Result {
    let context = handedOn
    return { await context.run { await body() } }
  }

  /// Returns an asynchronous closure that runs `body` in this context, on the actor of the closure's caller,
  /// and throws what it throws.
  @_disfavoredOverload
  public func wrap<Result>(
    _ body: @escaping @Sendable () async throws -> Result
  ) -> @Sendable () async throws -> Result {
    let context = handedOn
    return { try await context.run { try await body() } }
  }

  /// Returns an asynchronous closure with one argument that runs `body` in this context.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - takingArguments: Distinguishes this form from the one without arguments; leave it out.
  @_disfavoredOverload
  public func wrap<First, Result>(
    _ body: @escaping @Sendable @concurrent (First) async -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First) async -> Result {
    let context = handedOn
    return { @concurrent (first) in await context.run { await body(first) } }
  }

  /// Returns an asynchronous closure with two arguments that runs `body` in this context.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - takingArguments: Distinguishes this form from the one without arguments; leave it out.
  @_disfavoredOverload
  public func wrap<First, Second, Result>(
    _ body: @escaping @Sendable @concurrent (First, Second) async -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First, Second) async -> Result {
    let context = handedOn
    return { @concurrent (first, second) in await context.run { await body(first, second) } }
  }

  /// Returns an asynchronous closure with three arguments that runs `body` in this context.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - takingArguments: Distinguishes this form from the one without arguments; leave it out.
  @_disfavoredOverload
  public func wrap<First, Second, Third, Result>(
    _ body: @escaping @Sendable @concurrent (First, Second, Third) async -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First, Second, Third) async -> Result {
    let context = handedOn
    return { @concurrent (first, second, third) in await context.run { await body(first, second, third) } }
  }

  /// Returns an asynchronous closure with one argument that runs `body` in this context and throws what it
  /// throws.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - takingArguments: Distinguishes this form from the one without arguments; leave it out.
  @_disfavoredOverload
  public func wrap<First, Result>(
    _ body: @escaping @Sendable @concurrent (First) async throws -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First) async throws -> Result {
    let context = handedOn
    return { @concurrent (first) in try await context.run { try await body(first) } }
  }

  /// Returns an asynchronous closure with two arguments that runs `body` in this context and throws what it
  /// throws.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - takingArguments: Distinguishes this form from the one without arguments; leave it out.
  @_disfavoredOverload
  public func wrap<First, Second, Result>(
    _ body: @escaping @Sendable @concurrent (First, Second) async throws -> Result,
    takingArguments: Void = ()
  ) -> @Sendable @concurrent (First, Second) async throws -> Result {
    let context = handedOn
    return { @concurrent (first, second) in try await context.run { try await body(first, second) } }
  }

  /// Returns an asynchronous closure with three arguments that runs `body` in this context and throws what it
  /// throws.
  ///
  /// - Parameters:
  ///   - body: The closure to wrap.
  ///   - takingArguments: Distinguishes this form from the one without arguments; leave it out.
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
