// Starts the programs of this package as a user starts them.

package import Foundation
package import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A program of this package, which was built beside the tests.
package struct Program: Sendable {
  package struct Outcome: Sendable {
    package let status: TerminationStatus
    package let output: String
    package let errors: String
  }

  package struct NotBuilt: Error {
    let name: String
  }

  package let path: String

  package init(_ name: String) throws {
    final class Anchor {}
    // On Linux the tests are a program in the same folder; on macOS they are a bundle.
    let folders = [
      Bundle.main.executableURL?.deletingLastPathComponent(), Bundle(for: Anchor.self).bundleURL,
      Bundle(for: Anchor.self).bundleURL.deletingLastPathComponent(),
    ]
    let candidates = folders.compactMap { $0?.appendingPathComponent(name).path }
    guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      throw NotBuilt(name: name)
    }
    self.path = path
  }

  package func run(_ arguments: [String], environment: Environment = .inherit) async throws -> Outcome {
    let result = try await Subprocess.run(
      .path(FilePath(path)), arguments: Arguments(arguments), environment: environment,
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    return Outcome(
      status: result.terminationStatus, output: result.standardOutput, errors: result.standardError)
  }
}

/// Runs `body` with a temporary folder, and removes the folder afterwards.
package func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmarks-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}
