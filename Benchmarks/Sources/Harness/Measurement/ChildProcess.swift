// Starts a measuring process and reads its answer.

import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program that measures in a fresh process: this program again, or another one of the same build.
package struct ChildProcess: Sendable {
  package let executable: String

  package init(executable: String) { self.executable = executable }

  /// This program's own file.
  package init() throws(RunFailure) {
    guard let path = Bundle.main.executablePath else {
      throw RunFailure("this program cannot find its own file to start it again; start it by its full path")
    }
    self.init(executable: path)
  }

  /// A program of the same build.
  package init(besides name: String) throws(RunFailure) {
    let own = try ChildProcess()
    let path = URL(fileURLWithPath: own.executable).deletingLastPathComponent().appendingPathComponent(name)
      .path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw RunFailure(
        "there is no program '\(name)' beside this one; build the whole package, not one product")
    }
    self.init(executable: path)
  }

  /// Runs the program to its end and returns its standard output.
  ///
  /// - Parameter purpose: The name of what it measures, for messages.
  package func run(_ arguments: [String], purpose: String) async throws(RunFailure) -> String {
    do {
      let result = try await Subprocess.run(
        .path(FilePath(executable)), arguments: Arguments(arguments),
        output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
      guard result.terminationStatus.isSuccess else {
        throw RunFailure(
          "the process that measured \(purpose) failed (\(result.terminationStatus)): "
            + (Self.firstLine(of: result.standardError) ?? "it said nothing")
            + "; nothing is reported, since no figure can be compared without its answer")
      }
      return result.standardOutput
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw RunFailure("the process that was to measure \(purpose) did not answer: \(error)")
    }
  }

  private static func firstLine(of text: String) -> String? {
    text.split(whereSeparator: \.isNewline).first.map(String.init)
  }
}
