// Tests when the counting program fails: for a count above its limit or without one, or for bad limits.
// Hardly any count is checked here, since the tests run in a debug build.

import Foundation
import ProgramSupport
import Subprocess
import Testing

@Suite("The counts")
struct CountsTests {
  private func counts(limits: String) async throws -> Program.Outcome {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("limits.tsv")
      try Data(limits.utf8).write(to: file)
      return try await Program("counts").run(["--limits", file.path])
    }
  }

  /// The counts as limits. Those of started tasks are raised by one: on a busy machine, a task that waits for
  /// another may count one more.
  private func limitsAsCounted() async throws -> String {
    let lines = try await Program("counts").run(["--as-limits"]).output.split(separator: "\n")
    return try lines.map { line in
      var parts = line.split(separator: "\t").map(String.init)
      guard parts[0].hasSuffix("over bare") else { return String(line) }
      parts[2] = String(try #require(Double(parts[2])) + 1)
      return parts.joined(separator: "\t")
    }.joined(separator: "\n") + "\n"
  }

  @Test
  func `pass within their limits, fail above one, and fail without one`() async throws {
    let limits = try await limitsAsCounted()
    let within = try await counts(limits: "# as counted\n" + limits)
    #expect(within.status == .exited(0))
    #expect(!within.output.contains("above"))

    let name = "get an object\treleases\t"
    var lines = limits.split(separator: "\n").map(String.init)
    let at = try #require(lines.firstIndex { $0.hasPrefix(name) })
    lines[at] = name + "0.5"
    let above = try await counts(limits: lines.joined(separator: "\n"))
    #expect(above.status == .exited(1))
    #expect(above.errors.contains("get an object: releases"))

    lines.remove(at: at)
    let without = try await counts(limits: lines.joined(separator: "\n"))
    #expect(without.status == .exited(1))
    #expect(without.errors.contains("get an object: releases"))
  }

  @Test
  func `include the object that a set allocates`() async throws {
    let counted = try await Program("counts").run(["--as-limits"]).output
    func count(_ name: String) throws -> Double {
      let line = try #require(counted.split(separator: "\n").first { $0.hasPrefix(name + "\t") })
      return try #require(line.split(separator: "\t").last.flatMap { Double($0) })
    }
    // `set` allocates at least the binding that it stores; `get` releases the object that it returns.
    #expect(try count("set\tallocations") >= 1)
    #expect(try count("get an object\treleases") >= 1)
  }

  @Test(arguments: ["set\tretains\n", "set\tretains\tmany\n"])
  func `name the malformed line of the limits file`(limits: String) async throws {
    let outcome = try await counts(limits: limits)
    #expect(outcome.status == .exited(64))
    #expect(outcome.errors.contains("line 1"))
  }

  @Test
  func `need a limits file that exists`() async throws {
    #expect(try await Program("counts").run(["--limits", "/no/such/file"]).status == .exited(64))
  }
}
