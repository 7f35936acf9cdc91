/// Which task is running: what the ownership of scopes compares.
import Synchronization

#if !CONTEXTVARS_PLAIN_RUNTIME
  import CTaskRuntime
#endif

/// A task that runs now, or the absence of one, as a word.
///
/// A task's address is used again by later tasks. It identifies an owner here because a scope forgets its
/// owner before the owner ends: `ContextScope` leaves on the way out of the closure that entered.
struct TaskIdentity: Hashable, AtomicRepresentable, RawRepresentable {
  let rawValue: UInt

  /// No task and no thread.
  static let nobody = TaskIdentity(rawValue: 0)

  /// Code that runs on a thread and in no task. One such thread cannot take another for itself: it sees only
  /// the scopes that it has opened, which are bound in the thread's own storage. No task has this address.
  static let noTask = TaskIdentity(rawValue: 1)

  /// A task that has not started yet. No task has this address either, nor the next.
  static let starting = TaskIdentity(rawValue: 2)

  /// More than one task.
  static let several = TaskIdentity(rawValue: 3)

  #if CONTEXTVARS_PLAIN_RUNTIME
    /// By public means alone. The tests run with it too: `make test-plain`.
    static var current: TaskIdentity {
      withUnsafeCurrentTask { task in
        // `UnsafeCurrentTask` is one reference to the task. It does not leave this closure; its address does.
        task.map { TaskIdentity(rawValue: unsafeBitCast($0, to: UInt.self)) } ?? .noTask
      }
    }
  #else
    static var current: TaskIdentity {
      ctask_current().map { TaskIdentity(rawValue: UInt(bitPattern: $0)) } ?? .noTask
    }
  #endif
}
