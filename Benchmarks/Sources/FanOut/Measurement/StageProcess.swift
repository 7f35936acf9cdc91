// Starting a measuring process and understanding its answer.

import Harness

/// Runs stages, each in a fresh process of this same program: none finds the allocator as another has left it.
struct StageProcess: Sendable {
  /// The hidden subcommand that the program answers with `Worker`.
  static let subcommand = "worker"

  private let process: ChildProcess

  init(executable: String) { process = ChildProcess(executable: executable) }

  /// Runs this program's own file.
  init() throws(RunFailure) { process = try ChildProcess() }

  func run(_ stage: Stage) async throws(RunFailure) -> StageReading {
    do {
      let answer = try await process.run([Self.subcommand, try stage.jsonLine()], purpose: stage.name)
      return try StageReading(jsonLine: answer)
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw RunFailure("the process that was to measure \(stage.name) did not answer: \(error)")
    }
  }
}

extension Stage {
  /// For messages.
  package var name: String { "\(shape.variables) variable\(shape.variables == 1 ? "" : "s")" }
}
