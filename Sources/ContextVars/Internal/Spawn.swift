/// How a task is started with a context: what every `Task(context:)` and `addTask(context:)` does.
///
/// The scope is bound around the standard call, so that the task inherits it and nothing stands between the
/// call and the executor. The task comes to own the scope because its operation is wrapped: it enters first and
/// leaves last.
///
/// The wrapper has to run where the operation runs, or a task would reach its actor late and out of order. The
/// isolation of an `@isolated(any)` closure is known only at run time, so the wrapper is formed by a closure
/// that takes the actor as its isolated parameter, and that is called with the operation's own actor.
///
/// Everything stands here twice, for operations that throw and that do not: generic typed throws over
/// `@isolated(any)` closures crash the compiler in Swift 6.3.1 (signal 11 while emitting a reabstraction thunk).

/// Hands `start` the operation of a task that begins with `context` in a scope of its own.
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async -> Success, with context: Context,
  by start: (sending @escaping @isolated(any) () async -> Success) -> Started
) -> Started {
  let scope = ContextScope(context.handedOn)
  nonisolated(unsafe) let operation = owning(scope, operation)
  return CurrentScope.$value.withValue(scope) { start(operation) }
}

/// Hands `start` the operation of a task that begins with `context` in a scope of its own.
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async throws -> Success, with context: Context,
  by start: (sending @escaping @isolated(any) () async throws -> Success) -> Started
) -> Started {
  let scope = ContextScope(context.handedOn)
  nonisolated(unsafe) let operation = owning(scope, operation)
  return CurrentScope.$value.withValue(scope) { start(operation) }
}

/// `operation`, isolated as it is, run by a task that owns `scope` meanwhile.
private func owning<Success: Sendable>(
  _ scope: ContextScope, _ operation: @escaping @isolated(any) () async -> Success
) -> @isolated(any) () async -> Success {
  // Used by the one task alone, which calls it once.
  nonisolated(unsafe) let operation = operation
  guard let actor = operation.isolation else {
    return { @concurrent () async -> Success in
      scope.enterAlone()
      defer { scope.leave() }
      return await operation()
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async -> Success) in
    inheritingIsolation {
      _ = isolation
      scope.enterAlone()
      defer { scope.leave() }
      return await operation()
    }
  }
  return unsafeBitCast(form, to: (((any Actor)?) -> (@isolated(any) () async -> Success)).self)(actor)
}

/// `operation`, isolated as it is, run by a task that owns `scope` meanwhile.
private func owning<Success: Sendable>(
  _ scope: ContextScope, _ operation: @escaping @isolated(any) () async throws -> Success
) -> @isolated(any) () async throws -> Success {
  nonisolated(unsafe) let operation = operation
  guard let actor = operation.isolation else {
    return { @concurrent () async throws -> Success in
      scope.enterAlone()
      defer { scope.leave() }
      return try await operation()
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async throws -> Success) in
    inheritingIsolation {
      _ = isolation
      scope.enterAlone()
      defer { scope.leave() }
      return try await operation()
    }
  }
  return unsafeBitCast(form, to: (((any Actor)?) -> (@isolated(any) () async throws -> Success)).self)(actor)
}

// The bit casts drop `isolated` from a parameter, which changes the type and not the call, as
// `Actor.assumeIsolated` does. Calling `form` off the actor is sound, for it runs no code of the actor: it only
// makes a closure.

/// Gives a closure the isolation of the place where it is written.
private func inheritingIsolation<Success: Sendable>(
  @_inheritActorContext _ operation: sending @escaping @isolated(any) () async -> Success
) -> @isolated(any) () async -> Success {
  operation
}

private func inheritingIsolation<Success: Sendable>(
  @_inheritActorContext _ operation: sending @escaping @isolated(any) () async throws -> Success
) -> @isolated(any) () async throws -> Success {
  operation
}

extension ContextScope {
  /// Enters a scope that was made for the task that runs now, and that only it was given.
  fileprivate func enterAlone() {
    do {
      try enter()
    } catch {
      preconditionFailure("the scope of one task was entered by another: \(error)")
    }
  }
}
