// The results of a run, as all of its outputs (table, JSON, chart) show them.

package import Harness

/// The figures of one strategy at one number of variables. Times are nanoseconds a child task.
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
  /// The cost over that of its like; nil where one of them is lost in the noise.
  package let ratio: Double?

  /// Whether the cost is known as exactly as was wanted.
  package var isPrecise: Bool { strategy == .bare || cpuCost.isPrecise }
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
  package let trace: Trace?
  package let rows: [ReportRow]

  package init(
    machine: Machine, command: String, seed: UInt64, trace: Trace?, rows: [ReportRow]
  ) {
    self.machine = machine
    self.command = command
    self.seed = seed
    self.trace = trace
    self.rows = rows
  }

  /// Rows that found a wrong value. Their figures mean nothing.
  package var failedRows: [ReportRow] { rows.filter { $0.tally.mismatches > 0 } }

  /// Rows of which the machine was too noisy to tell the cost as exactly as was wanted.
  package var noisyRows: [ReportRow] { rows.filter { !$0.isPrecise } }
}
