// A run from its checks to its outputs. Everything that can be wrong with what the user asked for is found
// before the first measurement.

import Foundation
import Harness

/// One run of the program.
package struct Run: Sendable {
  private static let message = Message(program: "fanout")

  let settings: Settings

  package init(settings: Settings) { self.settings = settings }

  package func run() async throws {
    let outputs = [
      settings.json.map { OutputFile(option: "--json", path: $0) },
      settings.plot.map { OutputFile(option: "--plot", path: $0) },
    ]
    for output in outputs { try output?.checkWritable() }
    if settings.plot != nil, await !Gnuplot.isInstalled() {
      throw UsageError(
        "--plot needs gnuplot, which is not on PATH; install it (on Debian: gnuplot-nox) or omit --plot")
    }
    let trace = try readTrace()
    let report = try await measure(trace)
    print(report.table())
    if let json = outputs[0] { try json.write(report.json()) }
    if let plot = outputs[1] { try await draw(report, to: plot) }
    try Self.check(report)
  }

  /// Counts the log's requests and tells of the lines that are none. The requests themselves are not kept: each
  /// measuring process reads its own.
  private func readTrace() throws(UsageError) -> Report.Trace? {
    guard let path = settings.trace else { return nil }
    let log = try AccessLog(path: path)
    let name = URL(fileURLWithPath: path).lastPathComponent
    for line in log.malformedLines {
      Self.message.show("\(name), line \(line.number) is not played: \(line.reason)")
    }
    return Report.Trace(file: name, requests: log.requests.count, malformedLines: log.malformedLines.count)
  }

  private func measure(_ trace: Report.Trace?) async throws(RunFailure) -> Report {
    let process = try StageProcess()
    let stages = settings.stages(requestsInTrace: trace?.requests)
    var progress = Progress(stages.map { Progress.Step(name: $0.name, round: 1) })
    defer { progress.clear() }
    var rows: [ReportRow] = []
    for stage in stages {
      progress.show()
      let start = ContinuousClock.now
      rows += ReportRow.rows(of: try await process.run(stage), shape: stage.shape)
      progress.finished(seconds: (ContinuousClock.now - start) / .seconds(1))
    }
    return Report(
      machine: .current(), command: settings.command, seed: settings.seed, trace: trace, rows: rows)
  }

  private func draw(_ report: Report, to file: OutputFile) async throws(RunFailure) {
    let script = PlotScript(report)
    try file.write(Data(try await Gnuplot.draw(script.text).utf8))
  }

  /// Last, so that the figures are there to look into what is wrong.
  static func check(_ report: Report) throws(RunFailure) {
    guard let first = report.failedRows.first else { return }
    let all = report.failedRows.map { row in
      "\(row.strategy.rawValue) with \(row.shape.variables) variables: \(row.tally)"
    }
    throw RunFailure(
      "the context was wrong (\(all.joined(separator: "; "))); every value must be the one that was bound, so this is a "
        + "defect of the strategy: look into it with '--strategies \(first.strategy.rawValue) "
        + "--variables \(first.shape.variables)'")
  }
}
