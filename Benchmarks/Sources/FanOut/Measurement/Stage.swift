// The request that the program sends to its measuring processes, as one line of JSON.

package import Harness

/// A comparison of some strategies at one shape, for a measuring process to make.
package struct Stage: Codable, Equatable, Sendable {
  /// The most child tasks of one slice, rounded up to whole requests: a few milliseconds of work, short
  /// enough that the strategies of a round run under the same conditions, and long enough that reading the
  /// clocks costs next to nothing.
  static let tasksOfSlice = 1_600
  /// If a strategy takes longer than this for a slice, slices get fewer requests, to leave time for more
  /// rounds.
  static let nanosecondsOfSlice = 4_000_000.0

  package let shape: Shape
  /// They include `bare`, which each cost is relative to.
  package let strategies: [StrategyName]
  package let requestsPerSlice: Int
  /// How many requests each strategy plays at least, in whole slices.
  package let requests: Int
  /// How many seconds to measure, unless the figures are precise earlier; 0 to stop after `requests`.
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
    // A fixed number of requests may be smaller than a slice.
    requestsPerSlice = seconds == 0 ? max(1, min(requests, slice)) : slice
    self.requests = requests
    self.seconds = seconds
    self.seed = seed
    self.trace = trace
  }
}

extension Stage {
  /// Splits this stage into `count` stages that share its time, each with its own seed and so its own order
  /// of strategies.
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

  /// Whether the numbers are within the limits of `Settings`: with others, a measurement divides by zero or
  /// never ends.
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
