// Fixtures of several suites: a small machine, and readings that need no measurement.

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

  static func report(
    _ contestants: [StageReading.Contestant], variables: [Int] = [8], trace: Report.Trace? = nil
  ) -> Report {
    report(variables.map { (variables: $0, contestants: contestants) }, trace: trace)
  }

  static func report(
    _ stages: [(variables: Int, contestants: [StageReading.Contestant])], trace: Report.Trace? = nil
  ) -> Report {
    var report = Report(machine: machine, command: "fanout --seed 7", commit: "c0ffee", seed: 7, trace: trace)
    for stage in stages {
      // Repeat each round four times, so that there are enough for an interval.
      let contestants = stage.contestants.map { contestant in
        var contestant = contestant
        contestant.slices = (0..<4).flatMap { _ in contestant.slices }
        return contestant
      }
      report.rows += ReportRow.rows(
        of: StageReading(contestants: contestants), shape: shape(variables: stage.variables))
    }
    report.add(Section(.variables, stages.map { shape(variables: $0.variables) }))
    return report
  }
}

/// A slice whose tasks took the given nanoseconds of processor time, and half of that in elapsed time.
extension Slice: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  package init(floatLiteral cpu: Double) { self.init(cpu: cpu, wall: cpu / 2) }
  package init(integerLiteral cpu: Int) { self.init(floatLiteral: Double(cpu)) }
}
