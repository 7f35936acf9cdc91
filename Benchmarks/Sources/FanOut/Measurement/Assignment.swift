// What the program and its measuring processes say to each other: one line of JSON each way.

package import Harness

/// One round of one strategy, as a measuring process is told to play it.
package struct Assignment: Codable, Equatable, Sendable {
  package let strategy: StrategyName
  package let shape: Shape
  package let requests: Int
  package let seed: UInt64
  /// The log to play instead of generated traffic.
  package let trace: String?

  package init(strategy: StrategyName, shape: Shape, requests: Int, seed: UInt64, trace: String? = nil) {
    self.strategy = strategy
    self.shape = shape
    self.requests = requests
    self.seed = seed
    self.trace = trace
  }

  package var tasks: Int { requests * shape.fanOut }
}

/// What a measuring process found.
package struct Reading: Codable, Equatable, Sendable {
  package let tasks: Int
  package let elapsedNanoseconds: Int64
  package let tally: Tally
  package let peakBytes: Int

  package init(tasks: Int, elapsedNanoseconds: Int64, tally: Tally, peakBytes: Int) {
    self.tasks = tasks
    self.elapsedNanoseconds = elapsedNanoseconds
    self.tally = tally
    self.peakBytes = peakBytes
  }

  package var nanosecondsPerTask: Double { Double(elapsedNanoseconds) / Double(tasks) }
}

// MARK: - On one line

extension Assignment {
  package init(commandLine: String) throws(UsageError) {
    do {
      try self.init(jsonLine: commandLine)
    } catch {
      throw UsageError(
        "'\(WorkerProcess.subcommand)' is how fanout starts itself again; run 'fanout' without it")
    }
  }
}
