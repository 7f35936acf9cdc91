// Tests comparing two reports: which differences are changes, and which are noise.

import Foundation
import Harness
import ProgramSupport
import Subprocess
import Testing

@testable import FanOut

@Suite("Comparing two runs")
struct ComparisonTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(UUID())")

  /// A file with `costs` of one strategy, four rounds of each, over a `bare` that always takes the same time.
  private func file(_ name: String, costs: [Double], over bare: Double = 100, variables: Int = 8) throws
    -> String
  {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let report = Fixture.report(
      [
        .init(.bare, slices: costs.map { _ in Slice(floatLiteral: bare) }),
        .init(.contextVars, slices: costs.map { Slice(floatLiteral: bare + $0) }),
      ], variables: [variables])
    let path = folder.appendingPathComponent(name).path
    try report.json().write(to: URL(fileURLWithPath: path))
    return path
  }

  private func compare(_ arguments: [String]) async throws -> Program.Outcome {
    try await Program("fanout").run(["compare"] + arguments)
  }

  @Test
  func `reports costs whose intervals do not overlap, and fails if one grew too much`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = try file("before.json", costs: [190, 200, 210])
    let near = try await compare([before, file("near.json", costs: [205, 225, 240])])
    #expect(near.status == .exited(0))
    #expect(near.output == "0 changed (their 95 % intervals do not overlap), 1 did not\n")
    let slower = try await compare([before, file("slower.json", costs: [250, 260, 270])])
    #expect(slower.status == .exited(1))
    #expect(
      slower.output
        == "slower  contextvars, 8 variables, 4 children, 6 read: 200 (190 to 210) -> 260 (250 to 270) ns, +30 %\n"
        + "1 changed (their 95 % intervals do not overlap), 0 did not\n")
    #expect(slower.errors.hasPrefix("fanout: 1 cost grew by more than 10 %: "))
    #expect(
      try await compare([before, folder.path + "/slower.json", "--tolerance", "30"]).status == .exited(0))
    let faster = try await compare([folder.path + "/slower.json", before])
    #expect(faster.status == .exited(0))
    #expect(
      faster.output.hasPrefix(
        "faster  contextvars, 8 variables, 4 children, 6 read: 260 (250 to 270) -> 200 (190 to 210) ns, -23 %\n"
      ))
  }

  @Test
  func `names rows that only one file has, and costs that grew from zero`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let eight = try file("8.json", costs: [-10, -5, -1])
    let other = try await compare([eight, file("64.json", costs: [1], variables: 64)])
    #expect(
      other.output.contains(
        "in one of the files only: contextvars, 8 variables, 4 children, 6 read; contextvars, 64 variables, 4 children, 6 read"
      ))
    let grown = try await compare([eight, file("grown.json", costs: [10, 20, 30])])
    #expect(grown.status == .exited(1) && grown.output.contains("from zero"))
  }

  @Test
  func `does not compare costs that a machine had at different speeds`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = try file("before.json", costs: [190, 200, 210])
    let slow = try file("slow.json", costs: [450, 460, 470], over: 240)
    for (files, ratio) in [([before, slow], "2.4 to 2.4"), ([slow, before], "0.4 to 0.4")] {
      let outcome = try await compare(files)
      #expect(outcome.status == .exited(1) && outcome.errors.contains("nothing could be compared"))
      #expect(
        outcome.output
          == "0 changed (their 95 % intervals do not overlap), 0 did not\n"
          + "1 not compared, since the machine ran at another speed ('bare' took \(ratio) times as long); "
          + "measure both again: contextvars, 8 variables, 4 children, 6 read\n"
      )
    }
    let near = try file("near.json", costs: [450, 460, 470], over: 124)
    #expect(try await compare([before, near]).status == .exited(1))
  }

  @Test
  func `refuses a file that holds no results, or results of another version`() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = try file("good.json", costs: [1])
    let old = folder.appendingPathComponent("old.json").path
    try Data(#"{"rows": [{"strategy": "bare"}]}"#.utf8).write(to: URL(fileURLWithPath: old))
    let broken = folder.appendingPathComponent("broken.json").path
    try Data("{".utf8).write(to: URL(fileURLWithPath: broken))
    for (path, message) in [
      (old, "version 1 of the format"), (broken, "not results of fanout"),
      (folder.path + "/none", "no such file"),
    ] {
      let outcome = try await compare([good, path])
      #expect(outcome.status == .exited(64))
      #expect(outcome.errors.contains(message) && outcome.errors.filter(\.isNewline).count == 1)
    }
    #expect(try await compare([good]).status == .exited(64))
  }

  @Test(arguments: [
    // A name that would control the terminal, an interval that ends before it begins, and a duplicate row.
    Self.rows(Self.row("\\u001b[2J")), Self.rows(Self.row(low: "2", high: "0")),
    Self.rows(Self.row() + "," + Self.row()), Self.rows(Self.row(low: "-1e999")),
    Self.rows(Self.row(variables: "18446744073709551616")),
    "", "\0", String(repeating: "[", count: 100_000), String(repeating: "{\"rows\":", count: 100_000),
  ])
  func `refuses hostile files in one line`(text: String) throws {
    #expect(
      throws: UsageError(
        "'file': these are not results of fanout; give a file that 'fanout --json' has written")
    ) {
      try Results(Data(text.utf8), path: "file")
    }
    #expect(try Results(Data(Self.rows(Self.row()).utf8), path: "file").rows.count == 1)
  }

  private static func rows(_ rows: String) -> String { #"{"version": 3, "rows": [\#(rows)]}"# }

  private static func row(
    _ strategy: String = "contextvars", variables: String = "8", low: String = "0", high: String = "2"
  ) -> String {
    #"{"strategy": "\#(strategy)", "variables": \#(variables), "fan_out": 16, "writes": 1, "reads": 8, "depth": 1, "#
      + #""value_length": 15, "context_cpu_ns_per_task": {"median": 1, "low": \#(low), "high": \#(high)}, "#
      + #""cpu_ns_per_task": 1}"#
  }
}
