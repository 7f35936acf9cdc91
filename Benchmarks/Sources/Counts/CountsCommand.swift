// The command line, the table, and the verdict.

import ArgumentParser
import CRuntimeHooks
import Harness
import TextTable

struct CountsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "counts",
    abstract: "Counts allocations, retains and releases of the library's operations.",
    discussion: """
      Unlike times, the counts do not depend on the machine's load, so a build may fail because of them. Build this \
      program optimised: other builds count more.

      Exit status: 0; 1 if nothing can be counted on this system or, with --limits, if a count is above its limit \
      or has none; 64 if the command line is wrong.
      """)

  @Option(
    parsing: .unconditional,
    help: .init("Compare the counts with the limits in this file.", valueName: "file"))
  var limits: String?

  @Flag(help: "Print the counts in the format of the limits file, and compare none of them.")
  var asLimits = false

  func run() async throws {
    let limits = try limits.map(Limits.init(path:))
    Processor.bindToOneCore()
    guard hooks_count() else {
      throw RunFailure("the Swift runtime's calls cannot be counted on this system; use Linux with glibc")
    }
    var lines: [Line] = []
    for operation in Operation.all {
      let counts = await Task.detached { await operation.counted() }.value
      for (counted, count) in [
        ("allocations", counts.allocations), ("retains", counts.retains), ("releases", counts.releases),
      ] {
        lines.append(
          Line(
            operation: operation.name, counted: counted, count: count,
            limit: limits?.limit(operation.name, counted)))
      }
    }
    if asLimits {
      for line in lines { print("\(line.operation)\t\(line.counted)\t\(line.count.fixed(1))") }
      return
    }
    print(Line.table(lines))
    guard limits != nil else { return }
    let bad = lines.filter { !$0.holds }.map { "\($0.operation): \($0.counted)" }
    guard bad.isEmpty else {
      throw RunFailure(
        "above the limit, or without one: \(bad.joined(separator: "; ")); find the change that added them, or raise "
          + "the limit in the file and say why")
    }
  }
}

private struct Line {
  let operation: String
  let counted: String
  let count: Double
  let limit: Double?

  /// False without a limit, so that no count goes unchecked.
  var holds: Bool { limit.map { count <= $0 } ?? false }

  private var verdict: String { limit == nil ? "no limit" : holds ? "pass" : "above" }

  static func table(_ lines: [Line]) -> String {
    let table = TextTable<Line> { line in
      [
        Column(title: "operation, per call", value: line.operation),
        Column(title: "counted", value: line.counted),
        Column(title: "count", value: line.count.fixed(1), align: .right),
        Column(title: "limit", value: line.limit?.fixed(1) ?? "–", align: .right),
        Column(title: "verdict", value: line.verdict),
      ]
    }
    return table.string(for: lines) ?? ""
  }
}
