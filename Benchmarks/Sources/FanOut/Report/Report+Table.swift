// The results for a person at a terminal.

import Harness
import TextTable

extension Report {
  /// The conditions of the run, then a table, grouped by the number of variables.
  package func table() -> String {
    (conditions() + [""]).joined(separator: "\n") + "\n" + figures() + "\n" + legend()
  }

  private func conditions() -> [String] {
    guard let shape = rows.first?.shape, let tasks = rows.first?.tasks else { return [] }
    let memory = Double(machine.memoryBytes) / Double(1 << 30)
    var lines = [
      "machine    \(machine.cpu), \(machine.cores) cores, \(memory.fixed(1)) GiB, \(machine.os), "
        + "\(machine.arch), Swift \(machine.swift)",
      "workload   \(tasks.grouped) tasks (\((tasks / shape.fanOut).grouped) requests of \(shape.fanOut)), each: "
        + "\(shape.writes) written, \(shape.reads) read",
      "rounds     \(rounds), each strategy in a process of its own",
      "seed       \(seed)",
      "command    \(command)",
    ]
    if let trace {
      lines.append(
        "trace      \(trace.file): \((tasks / shape.fanOut).grouped) requests played in each round, "
          + "\(tasks.grouped) children verified, malformed lines: \(trace.malformedLines)")
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
        Column(title: "ns/task", value: line.nanoseconds, align: .right),
        Column(title: "min-max", value: line.spread, align: .right),
        Column(title: "context ns/task", value: line.context, align: .right),
        Column(title: "x contextvars", value: line.ratio, align: .right),
        Column(title: "peak MiB", value: line.peak, align: .right),
      ]
    }
    // The table pads its blank lines too.
    return (table.string(for: lines) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.allSatisfy { $0 == " " } ? "" : String($0) }.joined(separator: "\n")
  }

  private func legend() -> String {
    """
    ns/task: elapsed time over child tasks, median of the rounds. context: the same less bare's in the same round.
    x contextvars: the context's cost as a multiple of that of contextvars; – where that is lost in the noise.
    """
  }

  /// A row as text.
  private struct Line {
    var strategy = ""
    var variables = ""
    var nanoseconds = ""
    var spread = ""
    var context = ""
    var ratio = ""
    var peak = ""

    static let blank = Line()

    private init() {}

    init(_ row: ReportRow) {
      strategy = row.strategy.rawValue
      variables = String(row.shape.variables)
      nanoseconds = row.nanosecondsPerTask.median.fixed(0)
      spread = row.nanosecondsPerTask.minimum.fixed(0) + "-" + row.nanosecondsPerTask.maximum.fixed(0)
      context = row.contextNanosecondsPerTask.median.fixed(0)
      ratio = row.ratioToContextVars?.fixed(2) ?? "–"
      peak = (Double(row.peakBytes) / Double(1 << 20)).fixed(1)
    }
  }
}
