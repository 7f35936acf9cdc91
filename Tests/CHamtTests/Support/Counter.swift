// A counter for use on several threads at once.
import Foundation

/// `@unchecked Sendable`: `value` is accessed under the lock only.
final class Counter: @unchecked Sendable {
  private var value = 0
  private let lock = NSLock()

  func increment() { lock.withLock { value += 1 } }

  var count: Int { lock.withLock { value } }
}
