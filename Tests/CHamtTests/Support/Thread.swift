// Threads, and what they share.
import Foundation
import TestSupport

/// Runs `operation` on a thread of its own and waits for it.
func onThread(stackBytes: Int? = nil, _ operation: @escaping @Sendable () -> Void) async {
  // Tells the thread sanitizer that what follows comes after: it does not see how a continuation is resumed
  // that its task does not wait for yet (Swift 6.3.1).
  let ended = Flag()
  defer { precondition(ended.isSet) }
  await withCheckedContinuation { continuation in
    let thread = Thread {
      operation()
      ended.set()
      continuation.resume()
    }
    if let stackBytes { thread.stackSize = stackBytes }
    thread.start()
  }
}

/// A variable that holds a version, for threads to take it from.
///
/// `@unchecked Sendable`: `value` is touched under the lock only.
final class Shared: @unchecked Sendable {
  private var value: Map?
  private let lock = NSLock()

  init(_ map: Map) { value = map }

  var map: Map? {
    get { lock.withLock { value } }
    // The old version goes after the lock has been given back: its release calls the family.
    set { _ = lock.withLock { exchange(newValue) } }
  }

  private func exchange(_ map: Map?) -> Map? {
    defer { value = map }
    return value
  }
}
