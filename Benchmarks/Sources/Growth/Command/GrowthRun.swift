// A whole run: checks that the output files can be written, measures, and writes the report.

import Foundation
import Harness

package struct GrowthRun: Sendable {
  let settings: GrowthSettings

  package init(settings: GrowthSettings) { self.settings = settings }

  package func run() async throws {
    let json = settings.json.map { OutputFile(option: "--json", path: $0) }
    let plots = settings.plots.map { path in
      MapOperation.allCases.map { OutputFile(option: "--plots", path: "\(path)-\($0.rawValue).svg") }
    }
    try json?.checkWritable()
    for plot in plots ?? [] { try plot.checkWritable() }
    if plots != nil, await !Gnuplot.isInstalled() {
      throw UsageError(
        "--plots needs gnuplot, which is not on PATH; install it (on Debian: gnuplot-nox) or omit --plots")
    }
    let report = try await measure()
    print(report.table())
    try json?.write(try report.report())
    for (operation, file) in zip(MapOperation.allCases, plots ?? []) {
      try file.write(Data(try await Gnuplot.draw(GrowthPlot(report, operation).text).utf8))
    }
  }

  private func measure() async throws -> GrowthReport {
    let times = settings.entries.flatMap { entries in
      (1...settings.rounds).map { (Assignment.times(entries: entries), $0) }
    }
    let memory = settings.entries.flatMap { entries in
      Peer.allCases.map { (Assignment.memory($0, entries: entries), 1) }
    }
    let snapshots = Snapshots.allCases.map {
      (Assignment.snapshots($0, count: $0.count(of: settings.snapshots)), 1)
    }
    let all = times + memory + snapshots
    let program = try ChildProcess()
    var progress = Progress(all.map { Progress.Step(name: $0.0.purpose, round: $0.1) })
    defer { progress.clear() }
    var readings: [(Assignment, Reading)] = []
    for (assignment, _) in all {
      progress.show()
      let start = ContinuousClock.now
      let answer = try await program.run(
        [Assignment.subcommand, try assignment.jsonLine()], purpose: assignment.purpose)
      readings.append((assignment, try Reading(jsonLine: answer)))
      progress.finished(seconds: (ContinuousClock.now - start) / .seconds(1))
    }
    return GrowthReport(machine: .current(), command: settings.command, readings: readings)
  }
}
