// Computes rows from slices: the cost of each strategy over `bare`, and its ratio to `StrategyName.like`.

import Harness

extension ReportRow {
  /// One row for each strategy that was measured, in the order of `StrategyName`.
  package static func rows(of reading: StageReading, shape: Shape) -> [ReportRow] {
    func cost(_ strategy: StrategyName) -> Estimate? {
      let costs = reading.costs(of: strategy, by: \.cpu)
      return costs.isEmpty ? nil : Estimate(costs)
    }
    return StrategyName.allCases.compactMap { strategy -> ReportRow? in
      guard let found = reading[strategy], let own = cost(strategy) else { return nil }
      var ratio: Double?
      if let like = strategy.like.flatMap(cost), like.isAboveZero, own.isAboveZero {
        ratio = own.median / like.median
      }
      return ReportRow(
        strategy: strategy, shape: shape, tasks: found.tasks, rounds: found.slices.count,
        tally: found.tally,
        cpu: Summary(found.slices.map(\.cpu)).median, wall: Summary(found.slices.map(\.wall)).median,
        cpuCost: own, wallCost: Estimate(reading.costs(of: strategy, by: \.wall)), ratio: ratio)
    }
  }
}
