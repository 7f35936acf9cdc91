// Who may change a scope: the running task or thread, as a word.
public import CTaskRuntime

/// A task that runs now, or a thread that runs no task, as a word.
///
/// The address of a task or thread is used again by later ones. It identifies an owner here because a scope forgets its
/// owner before the owner ends: it is left on the way out of the closure that entered. No two that live have one address,
/// whatever they are.
@usableFromInline
struct TaskIdentity: Hashable, RawRepresentable, Sendable {
  @usableFromInline let rawValue: UInt

  @inlinable init(rawValue: UInt) { self.rawValue = rawValue }

  /// No task and no thread. Nothing has this address, nor the next ones.
  static let nobody = TaskIdentity(rawValue: 0)

  /// A task that has not started yet.
  static let starting = TaskIdentity(rawValue: 1)

  /// More than one task.
  static let several = TaskIdentity(rawValue: 2)

  /// Who runs here.
  @inlinable
  static var current: TaskIdentity {
    if usesPlainRuntime {
      // By public means, where there is a task.
      let task = withUnsafeCurrentTask { task in
        // `UnsafeCurrentTask` is one reference to the task. It does not leave this closure; its address does.
        task.map { TaskIdentity(rawValue: unsafeBitCast($0, to: UInt.self)) }
      }
      if let task { return task }
    }
    return TaskIdentity(rawValue: UInt(bitPattern: ctask_current()))
  }
}

/// Whether the library does without the runtime's entry points that are not public Swift. `make test-plain` runs the tests so.
@inlinable @inline(__always)
var usesPlainRuntime: Bool {
  #if CONTEXTVARS_PLAIN_RUNTIME
    true
  #else
    false
  #endif
}
