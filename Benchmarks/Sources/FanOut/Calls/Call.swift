// Single calls: how long one `get` or one `withValue` takes, beside the same operation in other strategies.

package import Harness

/// A call of the library, with its counterparts in other strategies.
package struct Call: Sendable {
  /// Unique.
  package let name: String
  /// Makes a side for each strategy that has such a call, named after the strategy. Called in the
  /// measuring process.
  let sides: @Sendable () -> [Side]

  init(_ name: String, sides: @escaping @Sendable () -> [Side]) {
    self.name = name
    self.sides = sides
  }
}

extension Call {
  /// Measures all calls in this process: the sides of a call take turns, in short batches, in a new random
  /// order in each round.
  package static func measure(rounds: Int, seed: UInt64) async throws(RunFailure) -> [CallReading] {
    var random = SeededGenerator(seed: seed, stream: SeededGenerator.orderOfStrategies)
    var readings: [CallReading] = []
    for call in all {
      let sides = call.sides()
      var calls: [Int] = []
      for side in sides { calls.append(try await side.calls(for: 200_000)) }
      var figures: [[Double]] = sides.map { _ in [] }
      for _ in 0..<rounds {
        for index in sides.indices.shuffled(using: &random) {
          figures[index].append(try await sides[index].run(calls[index]) / Double(calls[index]))
        }
      }
      for (side, figures) in zip(sides, figures) {
        guard let strategy = StrategyName(rawValue: side.name) else { continue }
        readings.append(CallReading(call: call.name, strategy: strategy, nanoseconds: Estimate(figures)))
      }
    }
    return readings
  }
}
