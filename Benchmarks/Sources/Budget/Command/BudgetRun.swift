// A whole run: checks that the report can be written, measures, and prints and writes the report.

import Harness

package struct BudgetRun: Sendable {
  let settings: BudgetSettings

  package init(settings: BudgetSettings) { self.settings = settings }

  package func run() async throws {
    let output = settings.json.map { OutputFile(option: "--json", path: $0) }
    try output?.checkWritable()
    let measured = try await measure()
    let report = BudgetReport(
      machine: .current(), command: settings.command,
      results: settings.rows.compactMap { row in measured[row.probe].map { RowResult(row, rounds: $0) } },
      notMeasured: settings.rows.filter { measured[$0.probe] == nil },
      steps: Self.medians(measured[Probe.machine.name, default: []]))
    print(report.table())
    try output?.write(try report.report())
  }

  /// Measures every probe once per round, so that a row's measurements are spread over the whole run, and a
  /// moment in which the machine is busy disturbs only few of them.
  private func measure() async throws -> [String: [Round]] {
    let program = try ChildProcess()
    let probes = settings.probes
    let steps = (1...settings.rounds).flatMap { round in
      probes.map { Progress.Step(name: $0.name, round: round) }
    }
    var progress = Progress(steps)
    defer { progress.clear() }
    var measured: [String: [Round]] = [:]
    for _ in 0..<settings.rounds {
      for probe in probes {
        progress.show()
        let start = ContinuousClock.now
        let assignment = try Assignment(probe: probe.name, effort: settings.effort).jsonLine()
        let answer = try await program.run([Worker.subcommand, assignment], purpose: probe.name)
        measured[probe.name, default: []].append(try Round(jsonLine: answer))
        progress.finished(seconds: (ContinuousClock.now - start) / .seconds(1))
      }
    }
    return measured
  }

  private static func medians(_ rounds: [Round]) -> [String: Double] {
    var medians: [String: Double] = [:]
    for side in rounds.first?.keys ?? [:].keys {
      medians[side] = Summary(rounds.compactMap { $0[side] }).median
    }
    return medians
  }
}
