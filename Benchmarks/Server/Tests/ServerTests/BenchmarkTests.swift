// Tests the whole benchmark as `make bench-server` runs it, only shorter: a server for each strategy, loaded
// by wrk, whose script checks every response. Needs wrk and python3, which `make test-server` installs.

import Foundation
import Testing

@Suite("Scripts/bench-server", .serialized)
struct BenchmarkTests {
  @Test(arguments: [
    "contextvars", "contextvars-bind", "task-local", "dictionary-cow", "service-context", "bare",
  ])
  func `finds no wrong response of a correct strategy`(strategy: String) throws {
    let outcome = try bench(strategy)
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("every response was right"))
    #expect(outcome.output.contains("\n\(strategy) "))
  }

  @Test
  func `exits with 1, and names the wrong strategy and its first wrong response`() throws {
    let outcome = try bench("shared")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("bench-server: shared: "))
    #expect(outcome.errors.contains("must be 'child "))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
    #expect(!outcome.output.contains("bare"))
  }

  @Test
  func `says in one line that there is no such strategy`() throws {
    let outcome = try bench("none")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("bench-server: none: "))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
  }

  private struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Benchmarks `strategy` and `bare`, for a fraction of a second each.
  private func bench(_ strategy: String) throws -> Outcome {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../..").standardized
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = root.appendingPathComponent("Scripts/bench-server")
    process.arguments = [
      "--server", try server().path, "--strategies", strategy, "--rounds", "1", "--seconds", "0.3",
      "--warm-up", "0.3",
    ]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Reading one after the other is safe: both are shorter than a pipe's buffer.
    let outputData = output.fileHandleForReading.readDataToEndOfFile()
    let errorData = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: outputData, as: UTF8.self),
      errors: String(decoding: errorData, as: UTF8.self))
  }

  private struct NotBuilt: Error {}

  /// The program that was built beside the tests, since their target depends on it.
  private func server() throws -> URL {
    final class Anchor {}
    // On Linux the tests are a program in the same folder; on macOS they are a bundle.
    let folders = [
      Bundle.main.executableURL?.deletingLastPathComponent(), Bundle(for: Anchor.self).bundleURL,
      Bundle(for: Anchor.self).bundleURL.deletingLastPathComponent(),
    ]
    // SwiftPM names the program after the product, or after the target if only the tests are built.
    let candidates = folders.compactMap { $0 }.flatMap { folder in
      ["server", "ServerMain"].map(folder.appendingPathComponent)
    }
    guard let server = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { throw NotBuilt() }
    return server
  }
}
