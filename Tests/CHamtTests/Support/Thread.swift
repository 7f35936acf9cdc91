/// Threads, and what they share.
import Foundation

/// Runs `operation` on a thread of its own and waits for it.
func onThread(stackBytes: Int? = nil, _ operation: @escaping @Sendable () -> Void) async {
  await withCheckedContinuation { continuation in
    let thread = Thread {
      operation()
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
