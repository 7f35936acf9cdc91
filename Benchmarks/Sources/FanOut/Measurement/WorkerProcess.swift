// Starting a measuring process and understanding its answer.

import Harness

/// Runs assignments, each in a fresh process of this same program.
struct WorkerProcess: Sendable {
  /// The hidden subcommand that the program answers with `Worker`.
  static let subcommand = "worker"

  private let process: ChildProcess

  init(executable: String) { process = ChildProcess(executable: executable) }

  /// Runs this program's own file.
  init() throws(RunFailure) { process = try ChildProcess() }

  func run(_ assignment: Assignment) async throws(RunFailure) -> Reading {
    let name = "\(assignment.strategy.rawValue) with \(assignment.shape.variables) variables"
    do {
      let answer = try await process.run([Self.subcommand, try assignment.jsonLine()], purpose: name)
      return try Reading(jsonLine: answer)
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw RunFailure("the process that was to measure \(name) did not answer: \(error)")
    }
  }
}
