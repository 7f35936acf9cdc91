/// How a task is started in a scope: what every `Task(context:)` and `addTask(scope:)` does.
///
/// The scope is bound around the standard call, so that the task inherits it and nothing stands between the call and the
/// executor; a detached task inherits nothing, so there it is bound inside. The task comes to own the scope because
/// its operation is wrapped: it begins first and leaves last.
///
/// The wrapper has to run where the operation runs, or a task would reach its actor late and out of order. The
/// isolation of an `@isolated(any)` closure is known only at run time, so the wrapper is formed by a closure
/// that takes the actor as its isolated parameter, and that is called with the operation's own actor.
///
/// Everything stands here twice, for operations that throw and that do not: generic typed throws over
/// `@isolated(any)` closures crash the compiler in Swift 6.3.1 (signal 11 while emitting a reabstraction thunk).

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a task that inherits task
/// locals, at once.
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let operation = entry.isOwner ? entering(entry, operation) : operation
  return CurrentScope.bound(to: entry.scope) { start(operation) }
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a task that inherits task
/// locals, at once.
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async throws -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async throws -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let operation = entry.isOwner ? entering(entry, operation) : operation
  return CurrentScope.bound(to: entry.scope) { start(operation) }
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a detached task.
func startingDetached<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async -> Success) -> Started
) -> Started {
  start(entering(entry, operation, isDetached: true))
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a detached task.
func startingDetached<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async throws -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async throws -> Success) -> Started
) -> Started {
  start(entering(entry, operation, isDetached: true))
}

/// Gives the scope of `entry` back if the task `isStarted` not. Returns whether it is.
func abandoning(_ entry: ScopeEntry, unless isStarted: Bool) -> Bool {
  if !isStarted { entry.abandon() }
  return isStarted
}

extension ScopeEntry {
  /// The running task, which was promised the scope, is in it until it leaves.
  fileprivate func begin() {
    if isOwner { scope.begin() }
  }

  fileprivate func leave() {
    if isOwner { scope.leave() }
  }
}

/// `operation`, isolated as it is, in the scope of `entry`.
private func entering<Success: Sendable>(
  _ entry: ScopeEntry, _ operation: @escaping @isolated(any) () async -> Success, isDetached: Bool = false
) -> @isolated(any) () async -> Success {
  // Used by the one task alone, which calls it once.
  nonisolated(unsafe) let operation = operation
  guard let actor = operation.isolation else {
    return { @concurrent () async -> Success in
      entry.begin()
      defer { entry.leave() }
      guard isDetached else { return await operation() }
      return await CurrentScope.$value.withValue(entry.scope) { await operation() }
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async -> Success) in
    inheritingIsolation {
      _ = isolation
      entry.begin()
      defer { entry.leave() }
      guard isDetached else { return await operation() }
      return await CurrentScope.$value.withValue(entry.scope) { await operation() }
    }
  }
  return unsafeBitCast(form, to: (((any Actor)?) -> (@isolated(any) () async -> Success)).self)(actor)
}

/// `operation`, isolated as it is, in the scope of `entry`.
private func entering<Success: Sendable>(
  _ entry: ScopeEntry, _ operation: @escaping @isolated(any) () async throws -> Success,
  isDetached: Bool = false
) -> @isolated(any) () async throws -> Success {
  nonisolated(unsafe) let operation = operation
  guard let actor = operation.isolation else {
    return { @concurrent () async throws -> Success in
      entry.begin()
      defer { entry.leave() }
      guard isDetached else { return try await operation() }
      return try await CurrentScope.$value.withValue(entry.scope) { try await operation() }
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async throws -> Success) in
    inheritingIsolation {
      _ = isolation
      entry.begin()
      defer { entry.leave() }
      guard isDetached else { return try await operation() }
      return try await CurrentScope.$value.withValue(entry.scope) { try await operation() }
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
