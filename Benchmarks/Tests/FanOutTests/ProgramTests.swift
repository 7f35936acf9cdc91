// The program as a user starts it: its exit statuses and what it prints where.

import Foundation
import ProgramSupport
import Subprocess
import Testing

@Suite("The program")
struct ProgramTests {
  private func fanout(
    _ arguments: [String], environment: Environment = .inherit
  ) async throws -> Program.Outcome {
    try await Program("fanout").run(arguments, environment: environment)
  }

  @Test(
    "answers a wrong command line with one line and status 64",
    arguments: [
      ["--tasks", "0"], ["--unknown"], ["--tasks"], ["stray"], ["--strategies", "none"], ["worker", "{}"],
      ["--trace", "/no/such/log"], ["--json", "/no/such/folder/x.json"], ["--plot", "x.png"],
    ])
  func usage(arguments: [String]) async throws {
    let outcome = try await fanout(arguments)
    #expect(outcome.status == .exited(64))
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("fanout: "))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
  }

  @Test("says before it measures that a chart needs gnuplot")
  func noGnuplot() async throws {
    let outcome = try await fanout(
      ["--plot", "never-written.svg"], environment: .inherit.updating(["PATH": "/no/such/folder"]))
    #expect(outcome.status == .exited(64))
    #expect(outcome.errors.contains("gnuplot, which is not on PATH"))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
  }

  @Test("prints its help on standard output and succeeds")
  func help() async throws {
    let outcome = try await fanout(["--help"])
    #expect(outcome.status == .exited(0))
    #expect(outcome.output.contains("'contextvars-bind' and 'bare' always run"))
    #expect(!outcome.output.contains("worker"))
    #expect(outcome.errors == "")
  }

  @Test("plays a log, names its malformed lines, writes the figures, and shows no progress in a pipe")
  func smallRun() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appendingPathComponent("small.log").path
    let json = folder.appendingPathComponent("small.json").path
    try Data("\(AccessLogTests.good)\nbroken\n\(AccessLogTests.good)\n".utf8).write(
      to: URL(fileURLWithPath: log))

    let outcome = try await fanout(
      ["--trace", log, "--fan-out", "3", "--seconds", "1", "--strategies", "dictionary-copy", "--json", json])
    #expect(outcome.status == .exited(0))
    #expect(
      outcome.errors == "fanout: small.log, line 2 is not played: no 'ident user [time]' after the client\n")
    #expect(
      outcome.output.contains(
        "small.log: 2 requests, each played by every strategy, every value of every child verified"))
    #expect(!outcome.output.contains("\u{1B}"))
    let written = try String(contentsOfFile: json, encoding: .utf8)
    #expect(written.contains("\"strategy\" : \"dictionary-copy\""))
    #expect(!written.contains(folder.path))
  }
}
