// The results of a run, as all of its outputs (table, JSON, chart) show them.

package import Harness

/// The figures of one strategy at one number of variables.
package struct ReportRow: Equatable, Sendable {
  package let strategy: StrategyName
  package let shape: Shape
  package let tasks: Int
  /// Of all rounds together.
  package let tally: Tally
  package let nanosecondsPerTask: Summary
  /// What the context costs: in each round this strategy less `bare`.
  package let contextNanosecondsPerTask: Summary
  /// The context's cost over that of `contextvars`; nil where a ratio to that would mean nothing.
  package let ratioToContextVars: Double?
  /// The largest of all rounds.
  package let peakBytes: Int
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
  package let seed: UInt64
  package let rounds: Int
  package let trace: Trace?
  package let rows: [ReportRow]

  package init(
    machine: Machine, command: String, seed: UInt64, rounds: Int, trace: Trace?, rows: [ReportRow]
  ) {
    self.machine = machine
    self.command = command
    self.seed = seed
    self.rounds = rounds
    self.trace = trace
    self.rows = rows
  }

  /// Rows that found a wrong value. Their figures mean nothing.
  package var failedRows: [ReportRow] { rows.filter { $0.tally.mismatches > 0 } }
}
