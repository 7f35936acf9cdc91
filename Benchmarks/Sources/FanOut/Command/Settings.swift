// What a run is to do, with every default filled in and every rule checked that needs no file. The command
// line is one way to get there; tests are another.

import Foundation
package import Harness

/// A run's settings.
package struct Settings: Equatable, Sendable {
  package static let maximumTasks = 100_000_000
  package static let maximumSeconds = 3_600
  package static let maximumVariables = 65_536
  package static let maximumFanOut = 1024
  /// With the largest fan-out, 2 million prepared values.
  package static let maximumWrites = 64

  package var tasks: Int?
  package var variables: [Int]
  package var fanOut: Int
  package var writes: Int
  package var reads: Int
  /// In the order of `StrategyName`, with those in `StrategyName.always`.
  package var strategies: [StrategyName]
  /// For each number of variables, to make figures precise.
  package var seconds: Int
  package var seed: UInt64
  package var trace: String?
  package var json: String?
  package var plot: String?

  package init(
    tasks: Int? = nil, variables: [Int]? = nil, fanOut: Int = 16, writes: Int = 1, reads: Int = 8,
    strategies: [StrategyName] = StrategyName.allCases, seconds: Int = 10,
    seed: UInt64 = GeneratedTraffic.defaultSeed, trace: String? = nil, json: String? = nil,
    plot: String? = nil
  ) throws(UsageError) {
    self.tasks = tasks
    self.variables = variables ?? (trace == nil ? [8, 64, 1024] : [Request.fieldCount])
    self.fanOut = fanOut
    self.writes = writes
    self.reads = reads
    self.strategies = StrategyName.allCases.filter {
      strategies.contains($0) || StrategyName.always.contains($0)
    }
    self.seconds = seconds
    self.seed = seed
    self.trace = trace
    self.json = json
    self.plot = plot
    try checkTogether()
  }

  private func checkTogether() throws(UsageError) {
    if trace != nil, let few = variables.first(where: { $0 < Request.fieldCount }) {
      throw UsageError(
        "--variables \(few): with --trace every number must be at least \(Request.fieldCount), one variable for "
          + "each field of a request; give \(Request.fieldCount) or more")
    }
    if let plot,
      !plot.lowercased().hasSuffix(".svg") || URL(fileURLWithPath: plot).lastPathComponent == ".svg"
    {
      throw UsageError("--plot '\(plot)': the chart is an SVG file; give a name that ends in .svg")
    }
    for (a, b) in [
      (("--json", json), ("--plot", plot)), (("--json", json), ("--trace", trace)),
      (("--plot", plot), ("--trace", trace)),
    ] {
      if let first = a.1, let second = b.1, Self.isSameFile(first, second) {
        throw UsageError(
          "\(a.0) '\(first)': \(b.0) names the same file, which would be lost; give another name")
      }
    }
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    let resolved = [a, b].map { URL(fileURLWithPath: $0).standardizedFileURL.resolvingSymlinksInPath().path }
    return resolved[0] == resolved[1]
  }

  /// One for each number of variables.
  package var shapes: [Shape] {
    variables.map { Shape(variables: $0, fanOut: fanOut, writes: writes, reads: reads) }
  }

  /// The comparisons to make, one for each number of variables. Of a log every request is played once, or as many tasks
  /// as were asked for; else it goes on until the figures are precise or the time is over.
  package func stages(requestsInTrace: Int?) -> [Stage] {
    let asked = tasks.map { ($0 + fanOut - 1) / fanOut }
    return shapes.map { shape in
      Stage(
        shape: shape, strategies: strategies, requests: asked ?? requestsInTrace ?? 0,
        seconds: asked == nil ? Double(seconds) : 0, seed: seed,
        trace: trace)
    }
  }

  /// A command that measures the same again: every setting is spelled out, and a log is named without its folder.
  package var command: String {
    var words = ["fanout"]
    if let tasks { words += ["--tasks", "\(tasks)"] }
    words += ["--variables", variables.map(String.init).joined(separator: ",")]
    words += ["--fan-out", "\(fanOut)", "--writes", "\(writes)", "--reads", "\(reads)"]
    if strategies != StrategyName.allCases {
      words += ["--strategies", strategies.map(\.rawValue).joined(separator: ",")]
    }
    if tasks == nil { words += ["--seconds", "\(seconds)"] }
    words += ["--seed", "\(seed)"]
    if let trace { words += ["--trace", URL(fileURLWithPath: trace).lastPathComponent] }
    return words.joined(separator: " ")
  }
}
