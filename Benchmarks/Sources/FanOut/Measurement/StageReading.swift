// The results of measuring processes: the rounds of each strategy, from which all figures are computed.

package import Harness

/// The time that the tasks of one slice took, in nanoseconds per task.
package struct Slice: Codable, Equatable, Sendable {
  /// Processor time, user and system, of all threads.
  package let cpu: Double
  /// Elapsed time.
  package let wall: Double

  package init(cpu: Double, wall: Double) { (self.cpu, self.wall) = (cpu, wall) }

  init(cpu: Double, wall: Double, tasks: Int) {
    self.init(cpu: cpu / Double(tasks), wall: wall / Double(tasks))
  }
}

/// The rounds of one or more measuring processes, by strategy.
package struct StageReading: Codable, Equatable, Sendable {
  package struct Contestant: Codable, Equatable, Sendable {
    package let strategy: StrategyName
    /// One for each round, in order.
    package var slices: [Slice] = []
    /// The number of child tasks in all slices.
    package var tasks = 0
    package var tally = Tally()

    package init(_ strategy: StrategyName, slices: [Slice] = [], tasks: Int = 0, tally: Tally = Tally()) {
      self.strategy = strategy
      self.slices = slices
      self.tasks = tasks
      self.tally = tally
    }
  }

  package var contestants: [Contestant]

  package init(contestants: [Contestant]) { self.contestants = contestants }

  /// Appends the rounds of another process that measured the same stage.
  mutating func join(_ other: StageReading) {
    for (index, more) in other.contestants.enumerated() {
      contestants[index].slices += more.slices
      contestants[index].tasks += more.tasks
      contestants[index].tally += more.tally
    }
  }
}

// MARK: - Precision

extension StageReading {
  /// A strategy's cost over `bare` in each round, in which both ran under the same conditions. `time` selects
  /// processor time or elapsed time.
  package func costs(of strategy: StrategyName, by time: KeyPath<Slice, Double>) -> [Double] {
    guard let bare = self[.bare], let own = self[strategy] else { return [] }
    return zip(own.slices, bare.slices).map { $0[keyPath: time] - $1[keyPath: time] }
  }

  package subscript(strategy: StrategyName) -> Contestant? {
    contestants.first { $0.strategy == strategy }
  }

  /// Whether every cost is known precisely enough: see ``Estimate/isPrecise``.
  var isPrecise: Bool {
    contestants.allSatisfy { contestant in
      contestant.strategy == .bare || Estimate(costs(of: contestant.strategy, by: \.cpu)).isPrecise
    }
  }
}

extension Estimate {
  /// Whether a cost is known to within 10 % or 15 ns. A cost that is clearly negative is not precise:
  /// something other than context made the difference.
  package var isPrecise: Bool { margin <= max(0.1 * abs(median), 15) && high > -15 }
}
