// Counts by tenant: a swift-metrics backend that keeps totals, which are printed at the end.
import CoreMetrics
import Foundation

final class Counters: MetricsFactory, Sendable {
  private final class Counter: CounterHandler, Sendable {
    private let lock = NSLock()
    /// `nonisolated(unsafe)`: touched under `lock` only.
    private nonisolated(unsafe) var count: Int64 = 0

    func increment(by amount: Int64) { lock.withLock { count += amount } }
    func reset() { lock.withLock { count = 0 } }
    var total: Int64 { lock.withLock { count } }
  }

  private let lock = NSLock()
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var counters: [String: Counter] = [:]

  /// A line for each counter of orders, such as `orders tenant=acme 3`.
  var lines: [String] {
    lock.withLock {
      counters.filter { $0.key.hasPrefix("orders ") }.map { "\($0.key) \($0.value.total)" }.sorted()
    }
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    let name = ([label] + dimensions.map { "\($0.0)=\($0.1)" }).joined(separator: " ")
    return lock.withLock {
      let counter = counters[name] ?? Counter()
      counters[name] = counter
      return counter
    }
  }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    NOOPMetricsHandler.instance
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    NOOPMetricsHandler.instance
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}
