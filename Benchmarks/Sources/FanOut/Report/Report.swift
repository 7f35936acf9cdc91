// The results of a run, as all of its outputs (table, JSON, chart) show them.

package import Harness

/// The figures of one strategy at one shape. Times are nanoseconds a child task.
package struct ReportRow: Equatable, Sendable {
  package let strategy: StrategyName
  package let shape: Shape
  package let tasks: Int
  package let rounds: Int
  package let tally: Tally
  /// What a whole task takes: of the processor, and on the clock.
  package let cpu: Double
  package let wall: Double
  /// What the context costs: in each round this strategy less `bare`.
  package let cpuCost: Estimate
  package let wallCost: Estimate
  /// How many times as much it costs as its like (`StrategyName.like`). Nil where either cost may be nothing.
  package let ratio: Double?

  /// Whether the cost is known as exactly as was wanted. Fewer rounds than six give no interval.
  package var isPrecise: Bool { strategy == .bare || (rounds >= 6 && cpuCost.isPrecise) }
}

/// Everything that a run found.
package struct Report: Sendable {
  /// The log that was played.
  package struct Trace: Codable, Equatable, Sendable {
    /// Without its folder, which says nothing about the figures.
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
  /// Those of one shape together.
  package var rows: [ReportRow] = []
  /// Single calls, if the tour came so far.
  package var calls: [CallReading] = []
  /// Whether somebody ended the run before its end.
  package var isInterrupted = false
  /// What was played, as far as it was.
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

  /// Adds a section with those of its shapes that were played. Returns that; nil if none was.
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

  /// Rows of which the machine was too noisy to tell the cost as exactly as was wanted.
  package var noisyRows: [ReportRow] { rows.filter { !$0.isPrecise } }
}
