// How a task is started in a scope: what every `Task(context:)` and `addTask(scope:)` does.
//
// The operation of a task that owns its scope is wrapped: the wrapper enters first, which makes the task the
// owner, and leaves last. If the scope is the task's own from the start (`ChildScope`), and CSpawn has been
// tested with the toolchain, the wrapper is in C. For scopes that existed before (`scope:`, `.share`), and
// everywhere else, it is in Swift (`HeldOperation`).
//
// Where the scope is bound:
//
// - For an unstructured task, around the standard call. The task copies all task-local bindings of its
//   parent, and so gets this one in place of its parent's scope, which it would otherwise keep alive as long
//   as it runs.
// - For a group's child and a detached task, inside the task: they copy no bindings, or none that is made
//   around the call.
//
// The wrapper must run where the operation runs, or a task would reach its actor late and out of order. The
// wrapper in C has the operation's actor where the standard library looks for it. The isolation of an
// `@isolated(any)` closure in Swift is known only at run time, so there the wrapper is formed by a closure
// that takes the actor as its isolated parameter, and that is called with the operation's actor
// (`TaskOperation.running`).
//
// Inlinable, so that it is specialised for the caller's types: unspecialised generic code allocates a thunk
// for every closure it is passed.

/// Passes `start` an operation that runs in the scope of `entry`. `start` must start an unstructured task,
/// which inherits task locals, before it returns.
@inlinable
func starting<Operation: TaskOperation, Started>(
  _ operation: sending Operation, in entry: ScopeEntry, by start: (sending Operation) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entry.isOwner ? entry.running(operation, isBound: true) : operation
  return withExtendedLifetime(entry) {
    CurrentScope.bound(to: .passUnretained(entry.scope)) { start(wrapped) }
  }
}

/// Passes `start` an operation that runs in the scope of `entry`. `start` must start a child of a group, or a
/// detached task.
@inlinable
func startingInside<Operation: TaskOperation, Started>(
  _ operation: sending Operation, in entry: ScopeEntry, by start: (sending Operation) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entry.running(operation, isBound: false)
  return start(wrapped)
}

/// Like `startingInside`, where `start` returns whether it started the task. A cancelled group starts none;
/// then the promise of the scope is revoked.
@inlinable
func startingUnlessCancelled<Operation: TaskOperation>(
  _ operation: sending Operation, in entry: ScopeEntry, by start: (sending Operation) -> Bool
) -> Bool {
  let isStarted = startingInside(operation, in: entry, by: start)
  if !isStarted { entry.abandon() }
  return isStarted
}

extension ScopeEntry {
  /// Wraps `operation` so that it runs in this scope, with its own isolation. The wrapper binds the scope,
  /// unless the scope `isBound` around the task.
  @inlinable
  func running<Operation: TaskOperation>(_ operation: __owned Operation, isBound: Bool) -> Operation {
    if let child { return child.running(operation, isBound: isBound) }
    let actor = operation.isolation
    let words = ClosureWords(consuming: operation)
    return Operation.running(HeldOperation(words, in: self, isBound: isBound), on: actor)
  }
}

/// A task's operation and the scope that it runs in. What the operation captures is released before the task
/// leaves the scope.
///
/// Not generic, so that no metadata is looked up at run time. A closure that captures only this object has it
/// as its context, which saves an allocation.
///
/// `@unchecked Sendable`: used by a single task, once.
@usableFromInline
final class HeldOperation: @unchecked Sendable {
  private let entry: ScopeEntry
  private let isBound: Bool
  private var words: ClosureWords?

  @usableFromInline
  init(_ words: ClosureWords, in entry: ScopeEntry, isBound: Bool) {
    self.words = words
    self.entry = entry
    self.isBound = isBound
  }

  /// Releases the operation, if the task was never started.
  deinit { words?.release() }

  /// The words of the operation, with its reference. To be called once.
  @usableFromInline
  func take() -> ClosureWords {
    defer { words = nil }
    return words.unsafelyUnwrapped
  }

  // Watchers are notified of entering and leaving inside the scope.
  #if CONTEXTVARS_PLAIN_RUNTIME
    @usableFromInline
    func inScope(_ body: () async -> Void) async {
      if isBound { await body() } else { await CurrentScope.$value.withValue(entry.scope, operation: body) }
      entry.left()
    }

    @usableFromInline func enter() { entry.begin() }

    @usableFromInline func leave() { entry.leave() }
  #else
    @usableFromInline
    func enter() {
      if !isBound { CurrentScope.push(.passRetained(entry.scope)) }
      entry.begin()
    }

    @usableFromInline
    func leave() {
      entry.leave()
      if !isBound { CurrentScope.pop() }
      entry.left()
    }
  #endif
}
