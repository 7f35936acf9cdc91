// The results as text for a terminal.

import Harness
import TextTable

extension Report {
  /// The machine, the seed, the command and, if one is played, the access log.
  package func conditions() -> String {
    let memory = Double(machine.memoryBytes) / Double(1 << 30)
    var lines = [
      "machine    \(machine.cpu), \(machine.cores) cores, \(memory.fixed(1)) GiB, \(machine.os), "
        + "\(machine.arch), Swift \(machine.swift)",
      "seed       \(seed)",
      "command    \(command)",
    ]
    if let trace {
      lines.append(
        "trace      \(trace.file): \(trace.requests.grouped) requests, malformed lines: \(trace.malformedLines)"
      )
    }
    return lines.joined(separator: "\n")
  }

  /// A section's figures, grouped by the dimension that varies.
  package func table(of section: Section) -> String {
    let rounds = section.shapes.flatMap { rows(at: $0).map(\.rounds) }
    let range = rounds.min()! == rounds.max()! ? "\(rounds[0])" : "\(rounds.min()!) to \(rounds.max()!)"
    return
      "\(section.chapter.title) (\(rest(of: section)); \(range) rounds, in each of which the strategies "
      + "take turns)\n\n" + figures(of: section)
  }

  /// The dimensions that a section does not vary.
  func rest(of section: Section) -> String {
    let shape = section.shapes[0]
    var rest = section.chapter == .variables ? [] : ["\(shape.variables) variables bound"]
    if section.chapter != .fanOut { rest.append("\(shape.fanOut) children per request") }
    if section.chapter != .writes { rest.append("\(shape.writes) written by each child") }
    if section.chapter != .reads { rest.append("\(shape.reads) read by each child") }
    if section.chapter != .depth, shape.depth > 1 { rest.append("\(shape.depth) deep") }
    if section.chapter != .values, shape.valueLength > Shape.shortValue {
      rest.append("values of \(shape.valueLength) bytes")
    }
    return rest.joined(separator: ", ")
  }

  private func figures(of section: Section) -> String {
    var lines: [Line] = []
    for (index, shape) in section.shapes.enumerated() {
      if index > 0 { lines.append(.blank) }
      lines += rows(at: shape).map { Line($0, at: section.chapter.position(of: shape)) }
    }
    let table = TextTable<Line> { line in
      [
        Column(title: "strategy", value: line.strategy),
        Column(title: section.chapter.rawValue, value: line.position, align: .right),
        Column(title: "cost", value: line.cost, align: .right),
        Column(title: "95 % interval", value: line.interval, align: .right),
        Column(title: "x", value: line.ratio, align: .right),
        Column(title: "of", value: line.like),
        Column(title: "cost, elapsed", value: line.wallCost, align: .right),
        Column(title: "whole task", value: line.cpu, align: .right),
        Column(title: "whole, elapsed", value: line.wall, align: .right),
      ]
    }
    // TextTable pads blank lines with spaces; they are made empty again.
    return (table.string(for: lines) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.allSatisfy { $0 == " " } ? "" : String($0) }.joined(separator: "\n")
  }

  /// The table of single calls, with a column for each strategy that has any of them.
  package func tableOfCalls() -> String {
    let strategies = strategiesOfCalls
    let table = TextTable<CallGroup> { call in
      [Column(title: "call (ns each, on one core)", value: call.name)]
        + strategies.map { strategy in
          Column(title: strategy.rawValue, value: call[strategy]?.textOfCall ?? "", align: .right)
        }
    }
    return "Time of a single call (the median, and the distance to the farther end of its 95 % interval)\n\n"
      + (table.string(for: callsByName) ?? "")
  }

  /// The calls in the order in which they were measured.
  var callsByName: [CallGroup] {
    var groups: [CallGroup] = []
    for reading in calls {
      if groups.last?.name != reading.call { groups.append(CallGroup(name: reading.call, readings: [])) }
      groups[groups.count - 1].readings.append(reading)
    }
    return groups
  }

  /// The strategies that have any of the measured calls.
  var strategiesOfCalls: [StrategyName] {
    StrategyName.allCases.filter { name in calls.contains { $0.strategy == name } }
  }

  /// The explanation of the tables.
  package func legend() -> String {
    var lines = [
      "cost: the processor time of a child task, in nanoseconds, less the time with 'bare' in the same round: the",
      "median of all rounds, and its 95 % interval (sign test). x: this cost as a multiple of the cost of the",
      "strategy in the column 'of', which uses this library for the same purpose. elapsed: by the clock, on all",
      "cores together. With 'contextvars' and 'dictionary-copy', each child may set variables for itself; with",
      "the others, except 'bare', a child binds variables around a closure.",
    ]
    if !noisyRows.isEmpty {
      lines.append(
        "NOT PRECISE ENOUGH where the interval has a '!': the cost is not known to within 10 % or 15 ns, is "
          + "clearly below zero, or comes from fewer than six rounds. Measure for longer (--seconds), or on an "
          + "idle machine.")
    }
    return lines.joined(separator: "\n")
  }

  /// A row as text.
  private struct Line {
    var strategy = ""
    var position = ""
    var cost = ""
    var interval = ""
    var ratio = ""
    var like = ""
    var wallCost = ""
    var cpu = ""
    var wall = ""

    static let blank = Line()

    private init() {}

    init(_ row: ReportRow, at position: Int) {
      strategy = row.strategy.rawValue
      self.position = String(position)
      cpu = row.cpu.fixed(0)
      wall = row.wall.fixed(0)
      guard row.strategy != .bare else { return }
      cost = row.cpuCost.text
      interval = row.interval
      if row.strategy.like != row.strategy {
        ratio = row.ratio?.fixed(2) ?? "–"
        like = row.strategy.like?.rawValue ?? ""
      }
      wallCost = row.wallCost.text
    }
  }
}

extension ReportRow {
  /// The 95 % interval of the cost, with an exclamation mark if the cost is not precise enough.
  var interval: String { "\(cpuCost.low.fixed(0)) to \(cpuCost.high.fixed(0))\(isPrecise ? "" : " !")" }
}

extension Estimate {
  /// A cost as text. If it may be zero, the text is the upper end of its interval, as in "< 12".
  package var text: String { isAboveZero ? median.fixed(0) : "< \(max(high, 1).fixed(0))" }
}

extension Estimate {
  /// The time of a call as text. It is never zero, so its median and margin are shown.
  var textOfCall: String { "\(median.fixed(1)) ± \(margin.fixed(1))" }
}
