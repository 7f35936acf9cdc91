/// How a task is started in a scope: what every `Task(context:)` and `addTask(scope:)` does.
///
/// The scope is bound around the standard call, so that the task inherits it, in the place of its parent's; a detached task
/// inherits nothing, so there it is bound inside. The task comes to own the scope because its operation is wrapped: it
/// begins first and leaves last.
///
/// The wrapper has to run where the operation runs, or a task would reach its actor late and out of order. The
/// isolation of an `@isolated(any)` closure is known only at run time, so the wrapper is formed by a closure that takes the
/// actor as its isolated parameter, and that is called with the operation's own actor.
///
/// Inlinable, so that all is specialised for the user's types: generic code takes an object more for each closure that it is
/// given, to call it in another way.
///
/// Everything stands here twice, for operations that throw and that do not: generic typed throws over
/// `@isolated(any)` closures crash the compiler in Swift 6.3.1 (signal 11 while emitting a reabstraction thunk).

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a task that inherits task
/// locals, at once.
@inlinable
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entry.isOwner ? entering(entry, isBound: true, operation) : operation
  return CurrentScope.bound(to: entry.scope) { start(wrapped) }
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a task that inherits task
/// locals, at once.
@inlinable
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async throws -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async throws -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entry.isOwner ? entering(entry, isBound: true, operation) : operation
  return CurrentScope.bound(to: entry.scope) { start(wrapped) }
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a detached task.
@inlinable
func startingDetached<Success: Sendable, Started>(
  _ operation: consuming sending @escaping @isolated(any) () async -> Success, in entry: consuming ScopeEntry,
  by start: (sending @escaping @isolated(any) () async -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entering(consume entry, isBound: false, consume operation)
  return start(wrapped)
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a detached task.
@inlinable
func startingDetached<Success: Sendable, Started>(
  _ operation: consuming sending @escaping @isolated(any) () async throws -> Success,
  in entry: consuming ScopeEntry,
  by start: (sending @escaping @isolated(any) () async throws -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entering(consume entry, isBound: false, consume operation)
  return start(wrapped)
}

/// Gives the scope of `entry` back if the task `isStarted` not. Returns whether it is.
@inlinable
func abandoning(_ entry: ScopeEntry, unless isStarted: Bool) -> Bool {
  if !isStarted { entry.abandon() }
  return isStarted
}

/// `operation`, isolated as it is, in the scope of `entry`. See `ScopeEntry.occupied`.
///
/// Not inlined: it is long, and need be there but once for each type.
@inlinable @inline(never)
func entering<Success: Sendable>(
  _ entry: consuming ScopeEntry, isBound: Bool,
  _ operation: consuming @escaping @isolated(any) () async -> Success
) -> @isolated(any) () async -> Success {
  // Used by the one task alone, which calls it once.
  nonisolated(unsafe) let operation = consume operation
  let entry = consume entry
  guard let actor = operation.isolation else {
    return { @concurrent () async -> Success in
      return await entry.occupied(isBound: isBound) { () async in await operation() }
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async -> Success) in
    inheritingIsolation {
      _ = isolation
      return await entry.occupied(isBound: isBound) { () async in await operation() }
    }
  }
  return unsafeBitCast(form, to: (((any Actor)?) -> (@isolated(any) () async -> Success)).self)(actor)
}

/// `operation`, isolated as it is, in the scope of `entry`. See `ScopeEntry.occupied`.
///
/// Not inlined: it is long, and need be there but once for each type.
@inlinable @inline(never)
func entering<Success: Sendable>(
  _ entry: consuming ScopeEntry, isBound: Bool,
  _ operation: consuming @escaping @isolated(any) () async throws -> Success
) -> @isolated(any) () async throws -> Success {
  nonisolated(unsafe) let operation = consume operation
  let entry = consume entry
  guard let actor = operation.isolation else {
    return { @concurrent () async throws -> Success in
      return try await entry.occupied(isBound: isBound) { () async throws in try await operation() }
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async throws -> Success) in
    inheritingIsolation {
      _ = isolation
      return try await entry.occupied(isBound: isBound) { () async throws in try await operation() }
    }
  }
  return unsafeBitCast(form, to: (((any Actor)?) -> (@isolated(any) () async throws -> Success)).self)(actor)
}

// The bit casts drop `isolated` from a parameter, which changes the type and not the call, as
// `Actor.assumeIsolated` does. Calling `form` off the actor is sound, for it runs no code of the actor: it only
// makes a closure.

/// Gives a closure the isolation of the place where it is written.
@inlinable
func inheritingIsolation<Success: Sendable>(
  @_inheritActorContext _ operation: sending @escaping @isolated(any) () async -> Success
) -> @isolated(any) () async -> Success {
  operation
}

@inlinable
func inheritingIsolation<Success: Sendable>(
  @_inheritActorContext _ operation: sending @escaping @isolated(any) () async throws -> Success
) -> @isolated(any) () async throws -> Success {
  operation
}
