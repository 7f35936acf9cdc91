// What the program and its measuring processes say to each other: one line of JSON each way.

package import Harness

/// A comparison of some strategies at one shape, as a measuring process is told to make it.
package struct Stage: Codable, Equatable, Sendable {
  /// Child tasks of one slice at most, or somewhat more, since requests are played whole: few milliseconds of
  /// work, so that the strategies of a round have the same machine, and enough for the clocks to be worth
  /// nothing beside it.
  static let tasksOfSlice = 1_600
  /// A strategy that takes longer than this plays fewer, so that it leaves time for more rounds.
  static let nanosecondsOfSlice = 4_000_000.0

  package let shape: Shape
  /// With `bare`, from which each one's cost is told.
  package let strategies: [StrategyName]
  package let requestsPerSlice: Int
  /// How many requests each strategy plays at least, in whole slices.
  package let requests: Int
  /// How long it goes on after that for figures that are precise.
  package let seconds: Double
  package let seed: UInt64
  /// The log to play instead of generated traffic.
  package let trace: String?

  package init(
    shape: Shape, strategies: [StrategyName], requests: Int, seconds: Double, seed: UInt64,
    trace: String? = nil
  ) {
    self.shape = shape
    self.strategies = strategies
    let slice = (Self.tasksOfSlice + shape.tasksOfRequest - 1) / shape.tasksOfRequest
    // So many as were asked for, where that is fewer.
    requestsPerSlice = seconds == 0 ? max(1, min(requests, slice)) : slice
    self.requests = requests
    self.seconds = seconds
    self.seed = seed
    self.trace = trace
  }
}

extension Stage {
  /// Stages that together take as long as this, each in an order of its own.
  func parts(_ count: Int) -> [Stage] {
    (0..<count).map {
      Stage(
        shape: shape, strategies: strategies, requests: requests, seconds: seconds / Double(count),
        seed: seed &+ UInt64($0), trace: trace)
    }
  }
}

// MARK: - On one line

extension Stage {
  package init(commandLine: String) throws(UsageError) {
    guard let stage = try? Stage(jsonLine: commandLine), stage.isPossible else {
      throw StageProcess.refusal(of: StageProcess.subcommand)
    }
    self = stage
  }

  /// Whether the program starts such a stage: with other numbers a measurement divides by zero or does not
  /// end.
  private var isPossible: Bool {
    (1...Settings.maximumVariables).contains(shape.variables)
      && (1...Settings.maximumFanOut).contains(shape.fanOut)
      && (0...Settings.maximumWrites).contains(shape.writes)
      && (0...Settings.maximumVariables).contains(shape.reads)
      && (1...Settings.maximumDepth).contains(shape.depth)
      && Settings.valueLengths.contains(shape.valueLength)
      && (1...Self.tasksOfSlice).contains(requestsPerSlice) && requests >= 0
      && (0...Double(Settings.maximumSeconds)).contains(seconds) && strategies.contains(.bare)
  }
}
