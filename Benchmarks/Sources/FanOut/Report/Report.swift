// The results of a run, which all of its outputs (tables, JSON, page, chart) show.

package import Harness

/// The figures of one strategy at one shape. Times are nanoseconds per child task.
package struct ReportRow: Equatable, Sendable {
  package let strategy: StrategyName
  package let shape: Shape
  package let tasks: Int
  package let rounds: Int
  package let tally: Tally
  /// The median processor time and elapsed time of a whole task.
  package let cpu: Double
  package let wall: Double
  /// The cost of the context: in each round, the time of this strategy minus the time of `bare`.
  package let cpuCost: Estimate
  package let wallCost: Estimate
  /// The cost as a multiple of the cost of `StrategyName.like`. Nil if either cost may be zero.
  package let ratio: Double?

  /// Whether the cost is known precisely enough; always for `bare`, which has none. Fewer than six rounds
  /// give no 95 % interval.
  package var isPrecise: Bool { strategy == .bare || (rounds >= 6 && cpuCost.isPrecise) }
}

/// All results of a run.
package struct Report: Sendable {
  /// The log that was played.
  package struct Trace: Codable, Equatable, Sendable {
    /// The file's name without its folder, which does not affect the figures.
    package let file: String
    package let requests: Int
    package let malformedLines: Int

    package init(file: String, requests: Int, malformedLines: Int) {
      self.file = file
      self.requests = requests
      self.malformedLines = malformedLines
    }

    enum CodingKeys: String, CodingKey {
      case file, requests
      case malformedLines = "malformed_lines"
    }
  }

  package let machine: Machine
  package let command: String
  package let commit: String?
  package let seed: UInt64
  package let trace: Trace?
  /// The rows, grouped by shape.
  package var rows: [ReportRow] = []
  /// The times of single calls; empty unless a tour reached them.
  package var calls: [CallReading] = []
  /// Whether the run was stopped before its end.
  package var isInterrupted = false
  /// The sections that were played, each with the shapes that were played.
  package private(set) var sections: [Section] = []

  package init(
    machine: Machine, command: String, commit: String? = nil, seed: UInt64, trace: Trace? = nil
  ) {
    self.machine = machine
    self.command = command
    self.commit = commit
    self.seed = seed
    self.trace = trace
  }

  package func rows(at shape: Shape) -> [ReportRow] { rows.filter { $0.shape == shape } }

  /// Adds a section with those of its shapes that were played, and returns it; nil if none was played.
  @discardableResult
  package mutating func add(_ section: Section) -> Section? {
    let shapes = section.shapes.filter { !rows(at: $0).isEmpty }
    guard !shapes.isEmpty else { return nil }
    let played = Section(section.chapter, shapes)
    sections.append(played)
    return played
  }

  /// Rows that found a wrong value. Their figures mean nothing.
  package var failedRows: [ReportRow] { rows.filter { $0.tally.mismatches > 0 } }

  /// Rows whose cost is not precise enough: see ``ReportRow/isPrecise``.
  package var noisyRows: [ReportRow] { rows.filter { !$0.isPrecise } }
}
