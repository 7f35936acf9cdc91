// The results for a person at a terminal.

import Harness
import TextTable

extension Report {
  /// The conditions of the run, then a table, grouped by the number of variables.
  package func table() -> String {
    (conditions() + [""]).joined(separator: "\n") + "\n" + figures() + "\n" + legend()
  }

  private func conditions() -> [String] {
    guard let shape = rows.first?.shape else { return [] }
    let rounds = rows.map(\.rounds)
    let tasks = rows.reduce(0) { $0 + $1.tasks }
    let memory = Double(machine.memoryBytes) / Double(1 << 30)
    var lines = [
      "machine    \(machine.cpu), \(machine.cores) cores, \(memory.fixed(1)) GiB, \(machine.os), "
        + "\(machine.arch), Swift \(machine.swift)",
      "workload   requests of \(shape.fanOut) child tasks, each: \(shape.writes) written, \(shape.reads) read; "
        + "\(tasks.grouped) tasks in all",
      "slices     \(rounds.min()!) to \(rounds.max()!) of each strategy, by turns, in an order drawn for each round",
      "seed       \(seed)",
      "command    \(command)",
    ]
    if let trace {
      lines.append(
        "trace      \(trace.file): \(trace.requests.grouped) requests, each played by every strategy, every value of every "
          + "child verified, malformed lines: \(trace.malformedLines)")
    }
    return lines
  }

  private func figures() -> String {
    var lines: [Line] = []
    for row in rows {
      if let last = lines.last, last.variables != String(row.shape.variables) { lines.append(.blank) }
      lines.append(Line(row))
    }
    let table = TextTable<Line> { line in
      [
        Column(title: "strategy", value: line.strategy),
        Column(title: "variables", value: line.variables, align: .right),
        Column(title: "context", value: line.cost, align: .right),
        Column(title: "95 %", value: line.interval, align: .right),
        Column(title: "x", value: line.ratio, align: .right),
        Column(title: "of", value: line.like),
        Column(title: "on the clock", value: line.wallCost, align: .right),
        Column(title: "whole task", value: line.cpu, align: .right),
        Column(title: "on the clock", value: line.wall, align: .right),
      ]
    }
    // The table pads its blank lines too.
    return (table.string(for: lines) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.allSatisfy { $0 == " " } ? "" : String($0) }.joined(separator: "\n")
  }

  private func legend() -> String {
    var lines = [
      "context: nanoseconds of processor time a child task takes more than with 'bare' in the same round, the median of all,",
      "and the interval in which it lies with 95 % (sign test). x: as a multiple of the way to use this library that does the",
      "same, of which 'contextvars' gives each child a scope of its own to set in, as 'dictionary-copy' does; in all others a",
      "child binds for a closure, and cannot set.",
    ]
    if !noisyRows.isEmpty {
      lines.append(
        "THE MACHINE WAS TOO NOISY to tell the cost to a tenth or to 15 ns where the interval has a '!': give it more time "
          + "with --seconds, or measure when it does nothing else.")
    }
    return lines.joined(separator: "\n")
  }

  /// A row as text.
  private struct Line {
    var strategy = ""
    var variables = ""
    var cost = ""
    var interval = ""
    var ratio = ""
    var like = ""
    var wallCost = ""
    var cpu = ""
    var wall = ""

    static let blank = Line()

    private init() {}

    init(_ row: ReportRow) {
      strategy = row.strategy.rawValue
      variables = String(row.shape.variables)
      cpu = row.cpu.fixed(0)
      wall = row.wall.fixed(0)
      guard row.strategy != .bare else { return }
      cost = row.cpuCost.text
      interval = "\(row.cpuCost.low.fixed(0)) to \(row.cpuCost.high.fixed(0))\(row.isPrecise ? "" : " !")"
      if row.strategy.like != row.strategy {
        ratio = row.ratio?.fixed(2) ?? "–"
        like = row.strategy.like?.rawValue ?? ""
      }
      wallCost = row.wallCost.text
    }
  }
}

extension Estimate {
  /// A cost for people: one that may as well be nothing is told by what it is below.
  package var text: String { isAboveZero ? median.fixed(0) : "< \(max(high, 1).fixed(0))" }
}
