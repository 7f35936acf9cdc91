// A run from its checks to its outputs. Everything that can be wrong with the user's request is found before
// the first measurement.

import Foundation
import Harness

/// One run of the program.
package struct Run: Sendable {
  private static let message = Message(program: "fanout")

  let settings: Settings

  package init(settings: Settings) { self.settings = settings }

  package func run() async throws {
    let json = settings.json.map { OutputFile(option: "--json", path: $0) }
    let html = settings.html.map { OutputFile(option: "--html", path: $0) }
    let svg = settings.svg.map { OutputFile(option: "--svg", path: $0) }
    for output in [json, html, svg] { try output?.checkWritable() }
    let trace = try readTrace()
    Interruption.expect()
    let report = try await measure(trace)
    print(report.legend())
    try json?.write(report.json())
    try html?.write(Data(report.page().utf8))
    if let svg, let first = report.sections.first { try svg.write(Data(Chart(first, of: report).file.utf8)) }
    try Self.check(report)
    if Interruption.isAsked {
      throw RunFailure(
        "stopped by Ctrl-C; the figures measured until then are in the tables above, and in the output files "
          + "if there are any")
    }
  }

  /// Counts the log's requests and reports malformed lines; nil without a log. The requests themselves are
  /// not kept: each measuring process reads the log again.
  private func readTrace() throws(UsageError) -> Report.Trace? {
    guard let path = settings.trace else { return nil }
    let log = try AccessLog(path: path)
    let name = URL(fileURLWithPath: path).lastPathComponent
    let bad = log.malformedLines
    for line in bad.prefix(5) {
      Self.message.show("\(name), line \(line.number) is not played: \(line.reason)")
    }
    if bad.count > 5 { Self.message.show("\(name): \(bad.count - 5) further lines are not played") }
    return Report.Trace(file: name, requests: log.requests.count, malformedLines: log.malformedLines.count)
  }

  /// Measures all sections, and prints each one's table as soon as it is complete.
  private func measure(_ trace: Report.Trace?) async throws(RunFailure) -> Report {
    let process = try StageProcess()
    var report = Report(
      machine: .current(), command: settings.command, commit: settings.commit, seed: settings.seed,
      trace: trace)
    var progress = Progress(shapes.map { Progress.Step(name: $0.name, round: 1) })
    defer { progress.clear() }
    show(report.conditions())
    for section in settings.sections {
      for shape in section.shapes where report.rows(at: shape).isEmpty && !Interruption.isAsked {
        progress.show()
        let start = ContinuousClock.now
        let stage = settings.stage(shape, requestsInTrace: trace?.requests)
        do {
          report.rows += ReportRow.rows(of: try await process.run(stage), shape: shape)
        } catch {
          // Ctrl-C ends the measuring process as well.
          guard Interruption.isAsked else { throw error }
          guard !report.rows.isEmpty else {
            throw RunFailure("stopped by Ctrl-C before anything was measured; nothing is written")
          }
        }
        progress.finished(seconds: (ContinuousClock.now - start) / .seconds(1))
      }
      progress.clear()
      if let played = report.add(section) { show(report.table(of: played)) }
    }
    if settings.isTour, !Interruption.isAsked {
      do {
        report.calls = try await process.calls(rounds: 200, seed: settings.seed)
        show(report.tableOfCalls())
      } catch {
        guard Interruption.isAsked else { throw error }
      }
    }
    report.isInterrupted = Interruption.isAsked
    return report
  }

  /// Prints `text` immediately, even into a pipe.
  private func show(_ text: String) {
    print(text + "\n")
    fflush(nil)
  }

  /// The shapes that the sections need. A shape that several sections show is measured only once.
  private var shapes: [Shape] {
    var shapes: [Shape] = []
    for section in settings.sections {
      for shape in section.shapes where !shapes.contains(shape) { shapes.append(shape) }
    }
    return shapes
  }

  /// Throws if a context was wrong. Called after the outputs are written, so that the figures are available
  /// for an investigation.
  static func check(_ report: Report) throws(RunFailure) {
    guard let first = report.failedRows.first else { return }
    let all = report.failedRows.map { row in
      "\(row.strategy.rawValue) with \(row.shape.variables) variables: \(row.tally)"
    }
    throw RunFailure(
      "the context was wrong (\(all.joined(separator: "; "))); every value must be the one that was bound, so this is a "
        + "defect of the strategy: investigate it with '--strategies \(first.strategy.rawValue) "
        + "--variables \(first.shape.variables) \(first.shape.options.joined(separator: " "))'")
  }
}
