// Threads, and a variable for them to share.
import Foundation
import TestSupport

/// Runs `operation` on a thread of its own and waits for it.
func onThread(stackBytes: Int? = nil, _ operation: @escaping @Sendable () -> Void) async {
  // Tells the thread sanitizer about the order: it does not see a continuation being resumed before its task
  // has begun to wait (Swift 6.3.1).
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

/// A variable that holds a version, from which threads take it.
///
/// `@unchecked Sendable`: `value` is accessed under the lock only.
final class Shared: @unchecked Sendable {
  private var value: Map?
  private let lock = NSLock()

  init(_ map: Map) { value = map }

  var map: Map? {
    get { lock.withLock { value } }
    // The old version is released after the lock has been given up, because its release calls the family.
    set { _ = lock.withLock { exchange(newValue) } }
  }

  private func exchange(_ map: Map?) -> Map? {
    defer { value = map }
    return value
  }
}
