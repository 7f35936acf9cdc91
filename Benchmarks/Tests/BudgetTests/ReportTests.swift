// Tests the output of a run.

import Foundation
import Harness
import Testing

@testable import Budget

@Suite("The budget's report")
struct ReportTests {
  private let report = BudgetReport(
    machine: Machine(
      cpu: "Test_CPU @ 2 GHz", cores: 2, memoryBytes: 8 << 30, os: "Test OS", arch: "x86_64", swift: "6.3"),
    command: "budget --rounds 1",
    results: [
      RowResult(
        BudgetRow("reads", "get", .ratio("ours", to: "theirs"), 1.25, comparison: "a peer"),
        rounds: [["ours": 13.456, "theirs": 10]]),
      RowResult(
        BudgetRow("changes", "change", .speedUp("ours", over: "theirs"), 4, comparison: "a peer"),
        rounds: [["ours": 100, "theirs": 500]]),
      RowResult(
        BudgetRow("costs", "cost", .cost("ours"), 15, .ns, comparison: "nothing"), rounds: [["ours": 14]]),
    ],
    steps: ["atomic add": 5.26])

  @Test
  func `in JSON is rows with the keys that other tools read`() throws {
    let json = try #require(JSONSerialization.jsonObject(with: report.report()) as? [String: Any])
    #expect(Set(json.keys) == ["rows"])
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == ["reads", "changes", "costs"])
    #expect(rows.map { $0["figure"] as? Double } == [1.346, 5, 14])
    #expect(rows.map { $0["budget"] as? Double } == [1.25, 4, 15])
    #expect(rows.map { $0["unit"] as? String } == ["ratio", "ratio", "ns"])
    #expect(rows.map { $0["holds"] as? Bool } == [false, true, true])
    #expect(rows.map { $0["better"] as? String } == ["lower", "higher", "lower"])
    #expect(rows[0]["ns"] as? [String: Double] == ["ours": 13.46, "theirs": 10])
  }

  @Test
  func `as a table has each row's budget, figure, verdict and times, and counts the verdicts`() throws {
    let lines = report.table().split(separator: "\n").map(String.init)
    let reads = try #require(lines.first { $0.hasPrefix("reads") })
    #expect(reads.contains("<= 1.25"))
    #expect(reads.contains(" 1.35 "))
    #expect(reads.contains("short"))
    #expect(reads.contains("ours 13.5, theirs 10.0"))
    let changes = try #require(lines.first { $0.hasPrefix("changes") })
    #expect(changes.contains(">= 4.00"))
    #expect(changes.contains("pass"))
    #expect(lines.contains { $0.hasPrefix("steps") && $0.hasSuffix("atomic add 5.3 ns") })
    #expect(lines.last == "2 of 3 rows pass, 1 is short.")
  }

  @Test
  func `as a table says which rows need a second processor, where there is none`() throws {
    let row = BudgetRow("together", "get", .ratio("two", to: "one"), 1.15, comparison: "one core alone")
    let report = BudgetReport(
      machine: .current(), command: "budget", results: [], notMeasured: [row], steps: [:])
    #expect(report.table().hasSuffix("not measured, for want of a second processor: together"))
  }
}
