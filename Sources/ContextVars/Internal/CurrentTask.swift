/// Which task is running: what the ownership of scopes compares.

/// A task that runs now, or the absence of one.
///
/// A task's address is used again by later tasks. It identifies an owner here because a scope forgets its
/// owner before the owner ends: `ContextScope` leaves on the way out of the closure that entered.
enum TaskIdentity: Equatable {
  case task(address: UInt)
  /// Code that runs on a thread and in no task. One such thread cannot take another for itself: it sees only
  /// the scopes that it has opened, which are bound in the thread's own storage.
  case noTask

  static var current: TaskIdentity {
    withUnsafeCurrentTask { task in
      // `UnsafeCurrentTask` is one reference to the task. It does not leave this closure; its address does.
      guard let task else { return .noTask }
      return .task(address: unsafeBitCast(task, to: UInt.self))
    }
  }
}
