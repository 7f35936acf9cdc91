// The settings of a run, with every default filled in. The command line checks the range of each number; this
// file checks the rules between options, and the names of files.

import Foundation
package import Harness

/// A run's settings.
package struct Settings: Equatable, Sendable {
  package static let maximumTasks = 100_000_000
  package static let maximumSeconds = 3_600
  package static let maximumVariables = 65_536
  package static let maximumFanOut = 1024
  package static let maximumDepth = 64
  package static let valueLengths = Shape.shortValue...1_000
  /// With the largest fan-out, a workload prepares 2 million values.
  package static let maximumWrites = 64

  /// Whether every chapter is played, each with its own shapes.
  package var isTour: Bool
  package var tasks: Int?
  package var variables: [Int]
  package var fanOut: Int
  package var writes: Int
  package var reads: Int
  package var depth: Int
  package var valueLength: Int
  /// In the order of `StrategyName`, and including those in `StrategyName.always`.
  package var strategies: [StrategyName]
  /// How many seconds to measure each shape, unless its figures are precise earlier.
  package var seconds: Int
  package var seed: UInt64
  package var trace: String?
  package var json: String?
  package var html: String?
  package var svg: String?
  /// The commit of the sources, for the report.
  package var commit: String?

  package init(
    isTour: Bool = false, tasks: Int? = nil, variables: [Int]? = nil, fanOut: Int = 16, writes: Int = 1,
    reads: Int = 8, depth: Int = 1, valueLength: Int = Shape.shortValue,
    strategies: [StrategyName] = StrategyName.allCases, seconds: Int = 10,
    seed: UInt64 = GeneratedTraffic.defaultSeed, trace: String? = nil, json: String? = nil,
    html: String? = nil, svg: String? = nil, commit: String? = nil
  ) throws(UsageError) {
    self.isTour = isTour
    self.tasks = tasks
    self.variables = variables ?? (trace == nil ? [8, 64, 1024] : [Request.fieldCount])
    self.fanOut = fanOut
    self.writes = writes
    self.reads = reads
    self.depth = depth
    self.valueLength = valueLength
    self.strategies = StrategyName.allCases.filter {
      strategies.contains($0) || StrategyName.always.contains($0)
    }
    self.seconds = seconds
    self.seed = seed
    self.trace = trace
    self.json = json
    self.html = html
    self.svg = svg
    self.commit = commit
    try checkTogether()
  }

  private func checkTogether() throws(UsageError) {
    if trace != nil, let few = variables.first(where: { $0 < Request.fieldCount }) {
      throw UsageError(
        "--variables \(few): with --trace every number must be at least \(Request.fieldCount), one variable for "
          + "each field of a request; give \(Request.fieldCount) or more")
    }
    if let html,
      !html.lowercased().hasSuffix(".html") || URL(fileURLWithPath: html).lastPathComponent == ".html"
    {
      throw UsageError("--html '\(html)': the report is a page; give a name that ends in .html")
    }
    if let svg, !svg.lowercased().hasSuffix(".svg") || URL(fileURLWithPath: svg).lastPathComponent == ".svg" {
      throw UsageError("--svg '\(svg)': the chart is an SVG file; give a name that ends in .svg")
    }
    if isTour, self != (try? Settings.tour(like: self)) {
      throw UsageError(
        "--tour plays shapes of its own; leave out --tasks, --trace and the options that set a shape")
    }
    let files = [("--json", json), ("--html", html), ("--svg", svg), ("--trace", trace)]
    for (index, a) in files.enumerated() {
      for b in files[(index + 1)...] {
        if let first = a.1, let second = b.1, Self.isSameFile(first, second) {
          throw UsageError(
            "\(a.0) '\(first)': \(b.0) names the same file, which would be lost; give another name")
        }
      }
    }
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    let resolved = [a, b].map { URL(fileURLWithPath: $0).standardizedFileURL.resolvingSymlinksInPath().path }
    return resolved[0] == resolved[1]
  }

  /// A tour with the options of `settings` that a tour accepts.
  private static func tour(like settings: Settings) throws(UsageError) -> Settings {
    var tour = try Settings(
      strategies: settings.strategies, seconds: settings.seconds, seed: settings.seed, json: settings.json,
      html: settings.html, svg: settings.svg, commit: settings.commit)
    tour.isTour = true
    return tour
  }

  /// The sections to play, in order.
  package var sections: [Section] {
    if isTour { return Chapter.allCases.map { Section($0, $0.shapes) } }
    return [
      Section(
        .variables,
        variables.map {
          Shape(
            variables: $0, fanOut: fanOut, writes: writes, reads: reads, depth: depth,
            valueLength: valueLength)
        })
    ]
  }

  /// The comparison to run at a shape. With `tasks`, it ends when each strategy has run that many tasks.
  /// Otherwise it runs until the figures are precise or the time is over, and plays every request of a log at
  /// least once.
  package func stage(_ shape: Shape, requestsInTrace: Int?) -> Stage {
    let asked = tasks.map { ($0 + shape.tasksOfRequest - 1) / shape.tasksOfRequest }
    return Stage(
      shape: shape, strategies: strategies, requests: asked ?? requestsInTrace ?? 0,
      seconds: asked == nil ? Double(seconds) : 0, seed: seed, trace: trace)
  }

  /// A command that repeats the measurement, without its output files. A log is named without its folder.
  package var command: String {
    var words = ["fanout"]
    if let tasks { words += ["--tasks", "\(tasks)"] }
    if isTour {
      words.append("--tour")
    } else {
      words += ["--variables", variables.map(String.init).joined(separator: ",")]
      words += sections[0].shapes[0].options
    }
    if strategies != StrategyName.allCases {
      words += ["--strategies", strategies.map(\.rawValue).joined(separator: ",")]
    }
    if tasks == nil { words += ["--seconds", "\(seconds)"] }
    words += ["--seed", "\(seed)"]
    if let trace { words += ["--trace", URL(fileURLWithPath: trace).lastPathComponent] }
    return words.joined(separator: " ")
  }
}
