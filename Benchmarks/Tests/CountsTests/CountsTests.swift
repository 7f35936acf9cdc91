// Tests that the counting program fails if a count is above its limit or has none, and only then. The counts
// themselves do not matter here, since the tests run in a debug build.

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

  @Test
  func `pass within their limits, fail above one, and fail without one`() async throws {
    let limits = try await Program("counts").run(["--as-limits"]).output
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
  func `see what is allocated and counted`() async throws {
    let counted = try await Program("counts").run(["--as-limits"]).output
    func count(_ name: String) throws -> Double {
      let line = try #require(counted.split(separator: "\n").first { $0.hasPrefix(name + "\t") })
      return try #require(line.split(separator: "\t").last.flatMap { Double($0) })
    }
    // Whatever else a set does, it allocates an object and stores it.
    #expect(try count("set\tallocations") >= 1)
    #expect(try count("get an object\treleases") >= 1)
  }

  @Test(arguments: ["set\tretains\n", "set\tretains\tmany\n"])
  func `say which line of the limits is none`(limits: String) async throws {
    let outcome = try await counts(limits: limits)
    #expect(outcome.status == .exited(64))
    #expect(outcome.errors.contains("line 1"))
  }

  @Test
  func `need a file of limits that is there`() async throws {
    #expect(try await Program("counts").run(["--limits", "/no/such/file"]).status == .exited(64))
  }
}
