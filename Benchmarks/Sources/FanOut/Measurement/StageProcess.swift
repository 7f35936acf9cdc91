// Starting a measuring process and understanding its answer.

import Harness

/// Runs stages, each in fresh processes of this same program: none finds the allocator as another has left
/// it.
struct StageProcess: Sendable {
  /// How many share a stage's time. One process has its luck with where its memory lies, for as long as it
  /// lives; what is told apart inside it would be told with an interval that the next process contradicts.
  static let processes = 3

  /// The hidden subcommand that the program answers with `Worker`.
  static let subcommand = "worker"

  /// And with `Call`.
  static let callsSubcommand = "calls"

  /// For somebody who gives one of these to the program.
  static func refusal(of subcommand: String) -> UsageError {
    UsageError("'\(subcommand)' is how fanout starts itself again; run 'fanout' without it")
  }

  private let process: ChildProcess

  init(executable: String) { process = ChildProcess(executable: executable) }

  /// Runs this program's own file.
  init() throws(RunFailure) { process = try ChildProcess() }

  func run(_ stage: Stage) async throws(RunFailure) -> StageReading {
    // So many tasks as were asked for are played by one.
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
  /// For messages.
  package var name: String { shape.name }
}
