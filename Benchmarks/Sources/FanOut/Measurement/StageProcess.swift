// Starting a measuring process and understanding its answer.

import Harness

/// Runs stages, each in a fresh process of this same program: none finds the allocator as another has left it.
struct StageProcess: Sendable {
  /// The hidden subcommand that the program answers with `Worker`.
  static let subcommand = "worker"

  /// And with `Call`.
  static let callsSubcommand = "calls"

  private let process: ChildProcess

  init(executable: String) { process = ChildProcess(executable: executable) }

  /// Runs this program's own file.
  init() throws(RunFailure) { process = try ChildProcess() }

  func run(_ stage: Stage) async throws(RunFailure) -> StageReading {
    try await answer(to: [Self.subcommand, stage.jsonLine()], about: stage.name)
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

extension Shape {
  /// For messages: the number of variables, and what differs from the usual.
  package var name: String {
    var parts = ["\(variables) variable\(variables == 1 ? "" : "s")"]
    if fanOut != Shape.usual.fanOut { parts.append("\(fanOut) children") }
    if writes != Shape.usual.writes { parts.append("\(writes) writes") }
    if reads != Shape.usual.reads { parts.append("\(reads) reads") }
    if depth != Shape.usual.depth { parts.append("\(depth) deep") }
    if valueLength != Shape.usual.valueLength { parts.append("values of \(valueLength) bytes") }
    return parts.joined(separator: ", ")
  }
}
