/// The library's lock: the standard library's, made visible to the thread sanitizer.
import Synchronization

/// A mutex that guards what stands beside it.
///
/// On Linux the slow path of `Mutex` is code that the thread sanitizer does not see, so it reports a race
/// between two holders that had to wait for each other (Swift 6.3.1). The pair of atomic operations tells it
/// of the hand-over; they add nothing to what `Mutex` guarantees, and on x86-64 and Arm cost a plain load and
/// store.
package struct Lock: ~Copyable, Sendable {
  private let mutex = Mutex(())
  private let handover = Atomic(false)

  package init() {}

  /// Runs `body`, one caller at a time. It must not call out to a user's code, nor take the lock again.
  package func withLock<Result, E: Error>(_ body: () throws(E) -> Result) throws(E) -> Result {
    try mutex.withLock { _ throws(E) in
      _ = handover.load(ordering: .acquiring)
      defer { handover.store(true, ordering: .releasing) }
      return try body()
    }
  }
}
