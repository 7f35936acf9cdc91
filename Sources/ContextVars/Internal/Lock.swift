// The library's lock: the standard library's `Mutex`, made visible to the thread sanitizer.
import Synchronization

/// A mutex that guards the properties beside it.
///
/// On Linux the thread sanitizer does not see the slow path of `Mutex`, so it reports a race between two
/// holders if one had to wait for the other (Swift 6.3.1). Two atomic operations show it that each holder's
/// accesses happen before the next holder's. They add nothing to what `Mutex` guarantees. On x86-64 they are
/// a plain load and store, on 64-bit Arm a load-acquire and a store-release.
package struct Lock: ~Copyable, Sendable {
  private let mutex = Mutex(())
  private let handover = Atomic(false)

  package init() {}

  /// Runs `body` for one caller at a time. `body` must neither call a user's code nor take the lock again.
  package func withLock<Result, E: Error>(_ body: () throws(E) -> Result) throws(E) -> Result {
    try mutex.withLock { _ throws(E) in
      _ = handover.load(ordering: .acquiring)
      defer { handover.store(true, ordering: .releasing) }
      return try body()
    }
  }
}
