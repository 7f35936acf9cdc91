// What a run leaves behind: table, JSON, the chart's script, and progress.

import Foundation
import Harness
import Testing

@testable import FanOut

@Suite("A report")
struct ReportTests {
  private let measurements = [
    Fixture.measurement(.bare, nanoseconds: 100),
    Fixture.measurement(.contextVars, nanoseconds: 150),
    Fixture.measurement(.dictionaryCopy, nanoseconds: 600, peak: 3 << 20),
    Fixture.measurement(.bare, variables: 64, nanoseconds: 100),
    Fixture.measurement(.contextVars, variables: 64, nanoseconds: 90),
    Fixture.measurement(.dictionaryCopy, variables: 64, nanoseconds: 2600),
  ]
  private var report: Report { Fixture.report(measurements, variables: [8, 64]) }

  @Test("in JSON has the documented keys, and null where there is no ratio")
  func json() throws {
    let json = try #require(JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    #expect(Set(json.keys) == ["machine", "command", "seed", "rounds", "rows"])
    let machine = try #require(json["machine"] as? [String: Any])
    #expect(Set(machine.keys) == ["cpu", "cores", "memory_bytes", "os", "arch", "swift"])
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.count == 6)
    for row in rows {
      #expect(
        Set(row.keys) == [
          "strategy", "variables", "fan_out", "writes", "reads", "tasks", "mismatches", "ns_per_task",
          "ns_per_task_min", "ns_per_task_max", "context_ns_per_task", "context_ns_per_task_min",
          "context_ns_per_task_max", "ratio_to_contextvars", "peak_bytes",
        ])
    }
    #expect(rows[1]["strategy"] as? String == "dictionary-copy")
    #expect(rows[1]["ns_per_task"] as? Double == 600)
    #expect(rows[1]["context_ns_per_task"] as? Double == 500)
    #expect(rows[1]["ratio_to_contextvars"] as? Double == 10)
    #expect(rows[1]["peak_bytes"] as? Int == 3 << 20)
    #expect(rows[2]["ratio_to_contextvars"] as? Double == 0)
    #expect(rows[4]["ratio_to_contextvars"] is NSNull)
  }

  @Test("of a log tells what was played")
  func trace() throws {
    let trace = Report.Trace(file: "access.log", requests: 250, malformedLines: 2)
    let report = Fixture.report(measurements, trace: trace)
    let json = try #require(JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    let decoded = try #require(json["trace"] as? [String: Any])
    #expect(decoded["file"] as? String == "access.log")
    #expect(decoded["requests"] as? Int == 250)
    #expect(decoded["malformed_lines"] as? Int == 2)
    #expect(
      report.table().contains(
        "access.log: 250 requests played in each round, 1,000 children verified, malformed lines: 2"))
  }

  @Test("as a table has its conditions, a row for each strategy and a dash for no ratio")
  func table() throws {
    let lines = report.table().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0].contains("Test_CPU @ 2 GHz, 2 cores, 8.0 GiB"))
    #expect(lines[1].contains("1,000 tasks (250 requests of 4), each: 1 written, 6 read"))
    #expect(lines.contains { $0.hasPrefix("seed") && $0.hasSuffix(" 7") })
    let copy = try #require(lines.first { $0.hasPrefix("dictionary-copy") })
    #expect(copy.split(separator: " ") == ["dictionary-copy", "8", "600", "600-600", "500", "10.00", "3.0"])
    let last = try #require(lines.last { $0.hasPrefix("dictionary-copy") })
    #expect(last.split(separator: " ") == ["dictionary-copy", "64", "2600", "2600-2600", "2500", "–", "1.0"])
  }

  @Test("as a chart has a line for each strategy and says what it leaves out")
  func plot() {
    let script = PlotScript(report)
    #expect(script.text.contains("set logscale xy"))
    #expect(script.text.contains("background rgb 'white'"))
    #expect(script.text.contains("set xlabel 'variables in the context'"))
    #expect(script.text.contains("context cost per child task over bare (ns)"))
    #expect(script.text.contains("1000 child tasks, 4 per request; each writes 1 and reads 6 variables"))
    #expect(script.text.contains("Test_CPU @ 2 GHz, 2 cores"))
    #expect(script.text.contains("$data0 << EOD\n8 50\nEOD\n"))
    #expect(script.text.contains("$data1 << EOD\n8 500\n64 2500\nEOD\n"))
    #expect(script.text.contains("title 'contextvars'"))
    #expect(!script.text.contains("title 'bare'"))
    #expect(script.omitted == ["contextvars at 64 variables"])
    #expect(
      script.text.contains("Not shown, since its cost is not above the noise: contextvars at 64 variables"))
  }

  @Test("as a chart is drawn for one number of variables, and even with nothing to show")
  func smallPlots() {
    #expect(PlotScript(Fixture.report(measurements)).text.contains("set xrange [5.33333:12]"))
    let nothing = Fixture.report([
      Fixture.measurement(.bare, nanoseconds: 100), Fixture.measurement(.contextVars, nanoseconds: 90),
    ])
    #expect(PlotScript(nothing).text.hasSuffix("plot NaN notitle\n"))
  }
}

@Suite("Progress")
struct ProgressTests {
  private let rounds = Rounds(variables: [8, 64], strategies: [.contextVars, .bare], rounds: 2)

  private final class Output {
    var text = ""
  }

  @Test("on a terminal is one line that is rewritten and removed")
  func terminal() {
    let output = Output()
    var progress = Progress(rounds.shown, isVisible: true) { output.text += $0 }
    progress.show()
    progress.finished(seconds: 1)
    progress.show()
    progress.clear()
    #expect(output.text.contains("\r\u{1B}[2K[0/8] contextvars, 8 variables, round 1; 0:00\r"))
    #expect(output.text.contains("\r\u{1B}[2K[1/8] bare, 8 variables, round 1; 0:00, about 0:07 to go\r"))
    #expect(output.text.hasSuffix("\r\u{1B}[2K"))
    #expect(!output.text.contains("\n"))
  }

  @Test("anywhere else is nothing")
  func pipe() {
    let output = Output()
    var progress = Progress(rounds.shown, isVisible: false) { output.text += $0 }
    progress.show()
    progress.finished(seconds: 1)
    progress.clear()
    #expect(output.text == "")
  }

  @Test("expects a step to take as long as it did in the last round")
  func estimate() {
    var progress = Progress(rounds.shown, isVisible: false) { _ in }
    #expect(progress.remaining() == nil)
    progress.finished(seconds: 10)
    progress.finished(seconds: 2)
    // Two known steps (2 for bare, 10 for contextvars), and four of another number of variables at their mean of 6: 36.
    #expect(progress.remaining() == 36.0)
  }
}
