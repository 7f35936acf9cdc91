// Tests the output of a run: table, JSON, chart, page and progress.

import Foundation
import Harness
import Testing

@testable import FanOut

@Suite("A report")
struct ReportTests {
  /// At 64 variables the cost of `contextvars` is lost in the noise.
  private let stages: [(variables: Int, contestants: [StageReading.Contestant])] = [
    (
      8,
      [
        .init(.bare, slices: [100, 100], tasks: 5_000), .init(.contextVars, slices: [150, 150]),
        .init(.contextVarsBind, slices: [140, 140]), .init(.dictionaryCopy, slices: [600, 600]),
        .init(.taskLocal, slices: [180, 180]),
      ]
    ),
    (
      64,
      [
        .init(.bare, slices: [100, 100]), .init(.contextVars, slices: [90, 112]),
        .init(.contextVarsBind, slices: [140, 140]), .init(.dictionaryCopy, slices: [2600, 2600]),
        .init(.taskLocal, slices: [180, 260]),
      ]
    ),
  ]
  private var report: Report { Fixture.report(stages) }

  @Test
  func `in JSON has the documented keys, and null where there is no ratio`() throws {
    let json = try #require(JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    #expect(Set(json.keys) == ["version", "machine", "command", "commit", "seed", "rows"])
    #expect(json["version"] as? Int == 3)
    let machine = try #require(json["machine"] as? [String: Any])
    #expect(Set(machine.keys) == ["cpu", "cores", "memory_bytes", "os", "arch", "swift"])
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.count == 10)
    for row in rows {
      #expect(
        Set(row.keys) == [
          "strategy", "like", "variables", "fan_out", "writes", "reads", "depth", "value_length", "tasks",
          "rounds",
          "mismatches",
          "precise",
          "cpu_ns_per_task", "wall_ns_per_task", "context_cpu_ns_per_task", "context_wall_ns_per_task",
          "ratio",
        ])
    }
    #expect(rows[1]["strategy"] as? String == "dictionary-copy")
    #expect(rows[1]["like"] as? String == "contextvars")
    #expect(rows[1]["cpu_ns_per_task"] as? Double == 600)
    #expect(
      rows[1]["context_cpu_ns_per_task"] as? [String: Double] == ["median": 500, "low": 500, "high": 500])
    #expect(
      rows[1]["context_wall_ns_per_task"] as? [String: Double] == ["median": 250, "low": 250, "high": 250])
    #expect(rows[1]["ratio"] as? Double == 10)
    #expect(rows[4]["like"] is NSNull)
    #expect(rows[6]["ratio"] is NSNull)
    #expect(
      rows.map { $0["precise"] as? Bool } == [true, true, true, true, true, true, true, true, false, true])
  }

  @Test
  func `of a log names the log, and counts its requests and malformed lines`() throws {
    let trace = Report.Trace(file: "access.log", requests: 1_250, malformedLines: 2)
    let report = Fixture.report(stages, trace: trace)
    let json = try #require(JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    let decoded = try #require(json["trace"] as? [String: Any])
    #expect(decoded["file"] as? String == "access.log")
    #expect(decoded["requests"] as? Int == 1_250)
    #expect(decoded["malformed_lines"] as? Int == 2)
    #expect(
      report.conditions().contains(
        "access.log: 1,250 requests, malformed lines: 2"
      ))
  }

  @Test
  func `as a table has its conditions, a row for each strategy, and no cost below zero`() throws {
    let conditions = report.conditions().split(separator: "\n")
    #expect(conditions[0].contains("Test_CPU @ 2 GHz, 2 cores, 8.0 GiB"))
    #expect(conditions.contains { $0.hasPrefix("seed") && $0.hasSuffix(" 7") })
    let text = report.table(of: report.sections[0])
    #expect(
      text.hasPrefix(
        "How many variables there are (4 children per request, 1 written by each child, 6 read by each child; "
          + "8 rounds, in each of which the strategies take turns)\n\n"
      ))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func words(_ strategy: String, _ variables: Int) throws -> [Substring] {
      try #require(lines.first { $0.hasPrefix(strategy + " ") && $0.contains(" \(variables) ") }).split(
        separator: " ")
    }
    #expect(
      try words("dictionary-copy", 8) == [
        "dictionary-copy", "8", "500", "500", "to", "500", "10.00", "contextvars", "250", "600", "300",
      ])
    #expect(
      try words("task-local", 8) == [
        "task-local", "8", "80", "80", "to", "80", "2.00", "contextvars-bind", "40", "180", "90",
      ])
    #expect(
      try words("contextvars", 64) == [
        "contextvars", "64", "<", "12", "-10", "to", "12", "<", "6", "101", "50",
      ])
    #expect(
      try words("dictionary-copy", 64) == [
        "dictionary-copy", "64", "2500", "2500", "to", "2500", "–", "contextvars", "1250", "2600", "1300",
      ])
    #expect(try words("task-local", 64)[2...6] == ["120", "80", "to", "160", "!"])
    #expect(report.legend().contains("NOT PRECISE ENOUGH"))
    #expect(!Fixture.report([stages[0]]).legend().contains("NOT PRECISE"))
  }

  @Test
  func `as a chart has a line and points for each strategy, and marks what is lost in the noise`() throws {
    let svg = Chart(report.sections[0], of: report).svg
    #expect(svg.hasPrefix("<svg viewBox="))
    #expect(svg.components(separatedBy: "<g ").count == svg.components(separatedBy: "</g>").count)
    for strategy in ["contextvars", "contextvars-bind", "dictionary-copy", "task-local"] {
      #expect(svg.contains("<g class=\"\(strategy)\">"))
    }
    #expect(!svg.contains("<g class=\"bare\">"))
    #expect(svg.contains("<title>dictionary-copy, 64 variables: 2500 ns (2500 to 2500)</title>"))
    #expect(svg.contains("<title>contextvars, 64 variables: below 12 ns (-10 to 12)</title>"))
    #expect(svg.components(separatedBy: "class=\"below\"").count == 2)
    #expect(svg.components(separatedBy: "<circle").count == 8)
    let file = Chart(report.sections[0], of: report).file
    #expect(file.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\"") && file.hasSuffix("</svg>\n"))
    #expect(file.contains("<style>") && file.contains(">dictionary-copy</text>"))
  }

  @Test
  func `as a page has every section and condition, and nothing that has to be fetched`() throws {
    let page = report.page()
    for text in [
      "<h2>How many variables there are</h2>", "Test_CPU @ 2 GHz", "c0ffee", "fanout --seed 7",
      "use only the interval",
      "prefers-color-scheme: dark", "width=device-width", "<td>&lt; 12<small> -10 to 12</small></td>",
      "<td>2,500<small> 2500 to 2500</small></td>",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    for text in ["<script", "http:", "https:", "src=", "@import", "url("] {
      #expect(!page.contains(text), "\(text)")
    }
  }

  @Test
  func `as a page defines every colour that it uses, both for light and for dark mode`() throws {
    let style = try #require(report.page().components(separatedBy: "</style>").first)
    #expect(!style.contains("-- "), "a custom property is broken by a space")
    let used = Set(style.matches(of: #/var\((--[a-z]+)\)/#).map { String($0.output.1) })
    #expect(used.contains("--ours"))
    let palettes = Chart.colours.components(separatedBy: "@media (prefers-color-scheme: dark)")
    #expect(palettes.count == 2)
    for palette in palettes {
      #expect(Set(palette.matches(of: #/(--[a-z]+): #[0-9a-f]+;/#).map { String($0.output.1) }) == used)
    }
  }

  @Test
  func `as a page shows text from outside as text, whatever is joined to its characters`() {
    // Swift sees two characters here, neither of which is a "<" or a quote.
    let tag = "\u{600}<script>", quote = "\"\u{301}"
    let machine = Machine(cpu: tag, cores: 1, memoryBytes: 0, os: tag, arch: tag, swift: tag)
    var report = Report(
      machine: machine, command: tag + quote, commit: tag, seed: 7,
      trace: Report.Trace(file: tag, requests: 1, malformedLines: 0))
    report.calls = [
      CallReading(call: tag, strategy: .contextVars, nanoseconds: Estimate(median: 1, low: 1, high: 1))
    ]
    let page = report.page()
    // The name of the call, in three places.
    #expect(page.components(separatedBy: "\u{600}&lt;script&gt;").count - 1 == 7 + 3)
    #expect(
      page.unicodeScalars.split(separator: "<").allSatisfy { !$0.starts(with: "script".unicodeScalars) })
    #expect(page.unicodeScalars.contains("\u{301}") && page.contains("&quot;\u{301}"))
  }
}

@Suite("Progress")
struct ProgressTests {
  /// Two things, twice each, and then two others.
  private let steps = [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("c", 1), ("d", 1), ("c", 2), ("d", 2)].map {
    Progress.Step(name: $0.0, round: $0.1)
  }

  private final class Output {
    var text = ""
  }

  @Test
  func `on a terminal is one line that is rewritten and removed`() {
    let output = Output()
    var progress = Progress(steps, isVisible: true) { output.text += $0 }
    progress.show()
    progress.finished(seconds: 1)
    progress.show()
    progress.clear()
    #expect(output.text.contains("\r\u{1B}[2K[0/8] a, round 1; 0:00\r"))
    #expect(output.text.contains("\r\u{1B}[2K[1/8] b, round 1; 0:00, about 0:07 to go\r"))
    #expect(output.text.hasSuffix("\r\u{1B}[2K"))
    #expect(!output.text.contains("\n"))
  }

  @Test
  func `anywhere else is nothing`() {
    let output = Output()
    var progress = Progress(steps, isVisible: false) { output.text += $0 }
    progress.show()
    progress.finished(seconds: 1)
    progress.clear()
    #expect(output.text == "")
  }

  @Test
  func `expects a step to take as long as it did in the last round`() {
    var progress = Progress(steps, isVisible: false) { _ in }
    #expect(progress.remaining() == nil)
    progress.finished(seconds: 10)
    progress.finished(seconds: 2)
    // Two known steps (10 and 2), and four others at their mean of 6: 36.
    #expect(progress.remaining() == 36.0)
  }
}
