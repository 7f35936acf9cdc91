// The times of single calls, as the tables, the page and the JSON show them.

package import Harness

/// How long one call takes in one strategy, in nanoseconds.
package struct CallReading: Codable, Equatable, Sendable {
  package let call: String
  package let strategy: StrategyName
  package let nanoseconds: Estimate

  package init(call: String, strategy: StrategyName, nanoseconds: Estimate) {
    self.call = call
    self.strategy = strategy
    self.nanoseconds = nanoseconds
  }
}

/// A call in all strategies that have it.
package struct CallGroup: Sendable {
  package let name: String
  package internal(set) var readings: [CallReading]

  package subscript(strategy: StrategyName) -> Estimate? {
    readings.first { $0.strategy == strategy }?.nanoseconds
  }
}
