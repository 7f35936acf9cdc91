/// What tasks report from wherever they run.
import Synchronization

/// Counts by name. A class, since a local `Mutex` cannot be captured by two tasks.
final class Tally: Sendable {
  private let state = Mutex<[String: Int]>([:])

  func add(_ name: String) {
    state.withLock { $0[name, default: 0] += 1 }
  }

  var counts: [String: Int] { state.withLock { $0 } }
}
