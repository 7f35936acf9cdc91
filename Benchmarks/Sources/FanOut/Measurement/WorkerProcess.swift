// Starting a measuring process and understanding its answer.

import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Runs assignments, each in a fresh process of this same program.
struct WorkerProcess: Sendable {
  /// The hidden subcommand that the program answers with `Worker`.
  static let subcommand = "worker"

  let executable: String

  init(executable: String) { self.executable = executable }

  /// Runs this program's own file.
  init() throws(RunFailure) {
    guard let path = Bundle.main.executablePath else {
      throw RunFailure("this program cannot find its own file to start it again; start it by its full path")
    }
    self.init(executable: path)
  }

  func run(_ assignment: Assignment) async throws(RunFailure) -> Reading {
    let name = "\(assignment.strategy.rawValue) with \(assignment.shape.variables) variables"
    do {
      let result = try await Subprocess.run(
        .path(FilePath(executable)),
        arguments: [Self.subcommand, try assignment.jsonLine()],
        output: .string(limit: 1 << 16),
        error: .string(limit: 1 << 20))
      guard result.terminationStatus.isSuccess else {
        throw RunFailure(
          "the process that measured \(name) failed (\(result.terminationStatus)): "
            + (Self.firstLine(of: result.standardError) ?? "it said nothing")
            + "; nothing is reported, since no figure can be compared without it")
      }
      return try JSONDecoder().decode(Reading.self, from: Data(result.standardOutput.utf8))
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw RunFailure("the process that was to measure \(name) did not answer: \(error)")
    }
  }

  private static func firstLine(of text: String) -> String? {
    text.split(whereSeparator: \.isNewline).first.map(String.init)
  }
}
