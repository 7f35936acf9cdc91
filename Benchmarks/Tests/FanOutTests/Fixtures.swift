// What several suites need: a small machine, and readings without measuring.

import Harness

@testable import FanOut

enum Fixture {
  static let machine = Machine(
    cpu: "Test_CPU @ 2 GHz", cores: 2, memoryBytes: 8 << 30, os: "Test OS", arch: "x86_64", swift: "6.3")

  static func shape(variables: Int = 8, fanOut: Int = 4, writes: Int = 1, reads: Int = 6) -> Shape {
    Shape(variables: variables, fanOut: fanOut, writes: writes, reads: reads)
  }

  static func workload(_ shape: Shape, requests: Int) -> Workload {
    Workload(shape: shape, requests: GeneratedTraffic.requests(count: requests, seed: 7), seed: 7)
  }

  /// A measurement of 1,000 tasks that took `nanoseconds` each.
  static func measurement(
    _ strategy: StrategyName, variables: Int = 8, round: Int = 1, nanoseconds: Int64, peak: Int = 1 << 20,
    tally: Tally = Tally()
  ) -> Measurement {
    Measurement(
      step: Rounds.Step(variables: variables, round: round, strategy: strategy),
      reading: Reading(
        tasks: 1000, elapsedNanoseconds: nanoseconds * 1000, tally: tally, peakBytes: peak))
  }

  static func report(_ measurements: [Measurement], variables: [Int] = [8], trace: Report.Trace? = nil)
    -> Report
  {
    Report(
      machine: machine, command: "fanout --seed 7", seed: 7, rounds: 1, trace: trace,
      rows: ReportRow.rows(of: measurements, shapes: variables.map { shape(variables: $0) }))
  }
}
