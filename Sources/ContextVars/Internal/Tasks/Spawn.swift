// How a task is started in a scope: what every `Task(context:)` and `addTask(scope:)` does.
//
// A task that owns its scope has an operation that is wrapped: the wrapper makes it the owner, and leaves last. Where the
// scope is the task's own from the start (`ChildScope`), and the toolchain is one for which CSpawn has been tested, the
// wrapper is in C. For scopes that have been there before (`scope:`, `.share`), and everywhere else, it is in Swift.
//
// The scope is bound
//
// - of an unstructured task around the standard call. The task copies all bindings of its parent, and so gets this one in
//   the place of its parent's scope, which it would keep alive as long as it runs.
// - of a group's child and of a detached task inside: they copy nothing, or nothing of what is bound around the call.
//
// The wrapper has to run where the operation runs, or a task would reach its actor late and out of order. The one in C
// has the operation's actor where the standard library looks for it. The isolation of an `@isolated(any)` closure in
// Swift is known only at run time, so there the wrapper is formed by a closure that takes the actor as its isolated
// parameter, and that is called with the operation's own actor.
//
// Inlinable, so that it is specialised for the caller's types: unspecialised generic code allocates a thunk for every
// closure it is passed.
//
// Everything stands here twice, for operations that throw and that do not: generic typed throws over
// `@isolated(any)` closures crash the compiler in Swift 6.3.1 (signal 11 while emitting a reabstraction thunk).

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts an unstructured task that
/// inherits task locals, at once.
@inlinable
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped =
    if let child = entry.child {
      child.running(operation, isBound: true)
    } else if entry.isOwner {
      entering(entry, isBound: true, operation)
    } else {
      operation
    }
  return CurrentScope.bound(to: entry.scope) { start(wrapped) }
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a child of a group, or a
/// detached task.
@inlinable
func startingInside<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped =
    if let child = entry.child {
      child.running(operation, isBound: false)
    } else {
      entering(entry, isBound: false, operation)
    }
  return start(wrapped)
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts an unstructured task that
/// inherits task locals, at once.
@inlinable
func starting<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async throws -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async throws -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped =
    if let child = entry.child {
      child.running(operation, isBound: true)
    } else if entry.isOwner {
      entering(entry, isBound: true, operation)
    } else {
      operation
    }
  return CurrentScope.bound(to: entry.scope) { start(wrapped) }
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a child of a group, or a
/// detached task.
@inlinable
func startingInside<Success: Sendable, Started>(
  _ operation: sending @escaping @isolated(any) () async throws -> Success, in entry: ScopeEntry,
  by start: (sending @escaping @isolated(any) () async throws -> Success) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped =
    if let child = entry.child {
      child.running(operation, isBound: false)
    } else {
      entering(entry, isBound: false, operation)
    }
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
  nonisolated(unsafe) let given = consume operation
  let held = HeldOperation(Operation(given))
  let entry = consume entry
  guard let actor = given.isolation else {
    return { @concurrent () async -> Success in
      return await entry.occupied(isBound: isBound) { () async in await held.run() }
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async -> Success) in
    inheritingIsolation {
      _ = isolation
      return await entry.occupied(isBound: isBound) { () async in await held.run() }
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
  nonisolated(unsafe) let given = consume operation
  let held = HeldThrowingOperation(ThrowingOperation(given))
  let entry = consume entry
  guard let actor = given.isolation else {
    return { @concurrent () async throws -> Success in
      return try await entry.occupied(isBound: isBound) { () async throws in try await held.run() }
    }
  }
  let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async throws -> Success) in
    inheritingIsolation {
      _ = isolation
      return try await entry.occupied(isBound: isBound) { () async throws in try await held.run() }
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

/// An operation until it has run: what it has captured is released before its task leaves the scope.
///
/// `@unchecked Sendable`: used by one task alone, once.
@usableFromInline
final class HeldOperation<Success: Sendable>: @unchecked Sendable {
  private var operation: Operation<Success>?

  @usableFromInline init(_ operation: Operation<Success>) { self.operation = operation }

  @usableFromInline
  func run() async -> Success {
    await operation.take().unsafelyUnwrapped.run()
  }
}

/// An operation until it has run: what it has captured is released before its task leaves the scope.
///
/// `@unchecked Sendable`: used by one task alone, once.
@usableFromInline
final class HeldThrowingOperation<Success: Sendable>: @unchecked Sendable {
  private var operation: ThrowingOperation<Success>?

  @usableFromInline init(_ operation: ThrowingOperation<Success>) { self.operation = operation }

  @usableFromInline
  func run() async throws -> Success {
    try await operation.take().unsafelyUnwrapped.run()
  }
}
