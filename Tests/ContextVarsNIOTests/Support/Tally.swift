/// What work reports from wherever it runs.
#if NIO
  import Foundation

  /// Counts by name.
  ///
  /// `NSLock`, because the thread sanitizer reports waiting holders of a `Mutex` as a race on Linux.
  final class Tally: Sendable {
    private let lock = NSLock()
    /// `nonisolated(unsafe)`: touched under `lock` only.
    private nonisolated(unsafe) var state: [String: Int] = [:]

    func add(_ name: String) {
      lock.withLock { state[name, default: 0] += 1 }
    }

    var counts: [String: Int] { lock.withLock { state } }
    var total: Int { counts.values.reduce(0, +) }
  }
#endif
