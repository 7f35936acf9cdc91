// How a task is started in a scope: what every `Task(context:)` and `addTask(scope:)` does.
//
// A task that owns its scope has an operation that is wrapped: the wrapper makes it the owner, and leaves last. Where the
// scope is the task's own from the start (`ChildScope`), and the toolchain is one for which CSpawn has been tested, the
// wrapper is in C. For scopes that have been there before (`scope:`, `.share`), and everywhere else, it is in Swift
// (`HeldOperation`).
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
// parameter, and that is called with the operation's own actor (`TaskOperation.running`).
//
// Inlinable, so that it is specialised for the caller's types: unspecialised generic code allocates a thunk for every
// closure it is passed.

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts an unstructured task that
/// inherits task locals, at once.
@inlinable
func starting<Operation: TaskOperation, Started>(
  _ operation: sending Operation, in entry: ScopeEntry, by start: (sending Operation) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entry.isOwner ? entry.running(operation, isBound: true) : operation
  return withExtendedLifetime(entry) {
    CurrentScope.bound(to: .passUnretained(entry.scope)) { start(wrapped) }
  }
}

/// Hands `start` the operation of a task that runs in the scope of `entry`. `start` starts a child of a group, or a
/// detached task.
@inlinable
func startingInside<Operation: TaskOperation, Started>(
  _ operation: sending Operation, in entry: ScopeEntry, by start: (sending Operation) -> Started
) -> Started {
  nonisolated(unsafe) let wrapped = entry.running(operation, isBound: false)
  return start(wrapped)
}

/// As `startingInside`, where `start` says whether the task is started: a group that is cancelled takes none. Then the scope
/// is given back.
@inlinable
func startingUnlessCancelled<Operation: TaskOperation>(
  _ operation: sending Operation, in entry: ScopeEntry, by start: (sending Operation) -> Bool
) -> Bool {
  let isStarted = startingInside(operation, in: entry, by: start)
  if !isStarted { entry.abandon() }
  return isStarted
}

extension ScopeEntry {
  /// `operation`, isolated as it is, in this scope, which it binds unless it `isBound` around it.
  @inlinable
  func running<Operation: TaskOperation>(_ operation: __owned Operation, isBound: Bool) -> Operation {
    if let child { return child.running(operation, isBound: isBound) }
    let actor = operation.isolation
    let words = ClosureWords(consuming: operation)
    return Operation.running(HeldOperation(words, in: self, isBound: isBound), on: actor)
  }
}

/// A task's operation with the scope that it runs in. What it has captured is released before the task leaves the scope.
///
/// Of no type: a closure that captures such an object and nothing else has it for its context, so that there is one object
/// less; and what is not generic is not looked up at run time.
///
/// `@unchecked Sendable`: used by one task alone, once.
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

  /// Of a task that was never started.
  deinit { words?.release() }

  /// The words of the operation, which is here once.
  @usableFromInline
  func take() -> ClosureWords {
    defer { words = nil }
    return words.unsafelyUnwrapped
  }

  // Entering and leaving are told inside of the scope.
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
