// Starts a measuring process and decodes its answer.

import Harness

/// Runs stages, each in fresh processes of this same program, so that no stage inherits the allocator's state
/// from another.
struct StageProcess: Sendable {
  /// How many processes share a stage's time. A process is faster or slower throughout, depending on where
  /// its memory lies, so an interval measured inside one process may be contradicted by the next.
  static let processes = 3

  /// The hidden subcommand that the program answers with `Worker`.
  static let subcommand = "worker"

  /// The hidden subcommand that the program answers with `Call`.
  static let callsSubcommand = "calls"

  /// The error for a user who runs one of these subcommands by hand.
  static func refusal(of subcommand: String) -> UsageError {
    UsageError("'\(subcommand)' is how fanout starts itself again; run 'fanout' without it")
  }

  private let process: ChildProcess

  init(executable: String) { process = ChildProcess(executable: executable) }

  /// Runs this program's own file.
  init() throws(RunFailure) { process = try ChildProcess() }

  func run(_ stage: Stage) async throws(RunFailure) -> StageReading {
    // A fixed number of tasks is played by one process.
    var parts = stage.seconds > 0 ? stage.parts(Self.processes) : [stage]
    let first = parts.removeFirst()
    var reading: StageReading = try await answer(to: [Self.subcommand, first.jsonLine()], about: stage.name)
    for part in parts {
      let more: StageReading = try await answer(to: [Self.subcommand, part.jsonLine()], about: stage.name)
      reading.join(more)
    }
    return reading
  }

  func calls(rounds: Int, seed: UInt64) async throws(RunFailure) -> [CallReading] {
    try await answer(to: [Self.callsSubcommand, "\(rounds)", "\(seed)"], about: "single calls")
  }

  private func answer<Answer: Decodable>(
    to arguments: @autoclosure () throws -> [String], about name: String
  ) async throws(RunFailure) -> Answer {
    do {
      return try Answer(jsonLine: await process.run(arguments(), purpose: name))
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw RunFailure("the process that was to measure \(name) did not answer: \(error)")
    }
  }
}

extension Stage {
  /// The name of this stage in messages.
  package var name: String { shape.name }
}
