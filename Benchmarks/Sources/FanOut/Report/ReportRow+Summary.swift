// From measurements to rows: medians over rounds, and costs relative to `bare` and to `contextvars`.

import Harness

extension ReportRow {
  /// One row for each number of variables and strategy, in the order in which they first appear in `variables`
  /// and in `StrategyName`.
  ///
  /// `measurements` holds, for each number of variables and round, all strategies, `bare` and `contextvars` among
  /// them.
  package static func rows(of measurements: [Measurement], shapes: [Shape]) -> [ReportRow] {
    shapes.flatMap { shape -> [ReportRow] in
      let here = measurements.filter { $0.step.variables == shape.variables }
      let readings = Dictionary(grouping: here, by: \.step.strategy)
        .mapValues { $0.sorted { $0.step.round < $1.step.round }.map(\.reading) }
      let bare = readings[.bare, default: []].map(\.nanosecondsPerTask)
      let costs = readings.mapValues { rounds in
        Summary(zip(rounds, bare).map { $0.nanosecondsPerTask - $1 })
      }
      let reference = costs[.contextVars]?.median ?? 0
      return StrategyName.allCases.compactMap { strategy -> ReportRow? in
        guard let rounds = readings[strategy], let cost = costs[strategy] else { return nil }
        var tally = Tally()
        for reading in rounds { tally += reading.tally }
        return ReportRow(
          strategy: strategy, shape: shape, tasks: rounds[0].tasks, tally: tally,
          nanosecondsPerTask: Summary(rounds.map(\.nanosecondsPerTask)),
          contextNanosecondsPerTask: cost,
          // In too small a run noise is larger than the cost; nothing is a multiple of noise.
          ratioToContextVars: reference > 0 ? cost.median / reference : nil,
          peakBytes: rounds.map(\.peakBytes).max() ?? 0)
      }
    }
  }
}
