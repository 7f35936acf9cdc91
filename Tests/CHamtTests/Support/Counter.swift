// Counts from several places at once.
import Foundation

/// `@unchecked Sendable`: `value` is touched under the lock only.
final class Counter: @unchecked Sendable {
  private var value = 0
  private let lock = NSLock()

  func increment() { lock.withLock { value += 1 } }

  var count: Int { lock.withLock { value } }
}
