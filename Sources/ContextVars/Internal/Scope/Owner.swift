// Who may change a scope: the running task or thread, as a word.
public import CTaskRuntime

/// A running task, or a thread that runs no task, as a word.
///
/// Later tasks and threads reuse the address. It identifies an owner nevertheless, because a scope forgets
/// its owner before the owner ends: the scope is left on the way out of the closure that entered it. No two
/// live tasks or threads have the same address.
@usableFromInline
struct TaskIdentity: Hashable, RawRepresentable, Sendable {
  @usableFromInline let rawValue: UInt

  @inlinable init(rawValue: UInt) { self.rawValue = rawValue }

  /// No task and no thread. Nothing has this address, or the two that follow.
  static let nobody = TaskIdentity(rawValue: 0)

  /// A task that has not started yet.
  static let starting = TaskIdentity(rawValue: 1)

  /// More than one task.
  static let several = TaskIdentity(rawValue: 2)

  /// The running task; outside any task, the thread.
  @inlinable
  static var current: TaskIdentity {
    if usesPlainRuntime {
      // Public API, which finds a task but not a thread.
      let task = withUnsafeCurrentTask { task in
        // `UnsafeCurrentTask` is a single reference to the task. It does not leave this closure; its address
        // does.
        task.map { TaskIdentity(rawValue: unsafeBitCast($0, to: UInt.self)) }
      }
      if let task { return task }
    }
    return TaskIdentity(rawValue: UInt(bitPattern: ctask_current()))
  }
}

/// Whether the library avoids the runtime's entry points that are not public Swift. `make test-plain` runs
/// the tests this way.
@inlinable @inline(__always)
var usesPlainRuntime: Bool {
  #if CONTEXTVARS_PLAIN_RUNTIME
    true
  #else
    false
  #endif
}
