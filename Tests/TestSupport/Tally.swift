// Collects reports from tasks, wherever they run.
import Foundation

/// Counts by name.
///
/// `NSLock`, because the thread sanitizer reports threads that wait for a `Mutex` as a race on Linux.
package final class Tally: Sendable {
  private let lock = NSLock()
  /// `nonisolated(unsafe)`: accessed under `lock` only.
  private nonisolated(unsafe) var state: [String: Int] = [:]

  package init() {}

  package func add(_ name: String) {
    lock.withLock { state[name, default: 0] += 1 }
  }

  package var counts: [String: Int] { lock.withLock { state } }
  package var total: Int { counts.values.reduce(0, +) }
}
