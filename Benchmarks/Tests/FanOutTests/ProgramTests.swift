// Tests the program as a user starts it: its exit statuses, and what it prints to which stream.

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

  @Test(arguments: [
    ["--tasks", "0"], ["--unknown"], ["--tasks"], ["stray"], ["--strategies", "none"], ["worker", "{}"],
    [
      "worker",
      #"{"shape":{"variables":1,"fanOut":0,"writes":0,"reads":0,"depth":1,"valueLength":15},"#
        + #""strategies":["bare"],"requestsPerSlice":1,"requests":1,"seconds":1,"seed":1}"#,
    ],
    ["calls", "--", "-1", "0"],
    ["--trace", "/no/such/log"], ["--json", "/no/such/folder/x.json"], ["--html", "x.png"],
  ])
  func `answers a wrong command line with one line and status 64`(arguments: [String]) async throws {
    let outcome = try await fanout(arguments)
    #expect(outcome.status == .exited(64))
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("fanout: "))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
  }

  @Test
  func `prints its help on standard output and succeeds`() async throws {
    let outcome = try await fanout(["--help"])
    #expect(outcome.status == .exited(0))
    #expect(outcome.output.contains("'contextvars-bind' and 'bare' always run"))
    #expect(!outcome.output.contains("worker"))
    #expect(outcome.errors == "")
  }

  @Test
  func `plays a log, names its malformed lines, writes the figures, and shows no progress in a pipe`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appendingPathComponent("small.log").path
    let json = folder.appendingPathComponent("small.json").path
    let html = folder.appendingPathComponent("small.html").path
    try Data("\(AccessLogTests.good)\nbroken\n\(AccessLogTests.good)\n".utf8).write(
      to: URL(fileURLWithPath: log))

    let outcome = try await fanout(
      [
        "--trace", log, "--fan-out", "3", "--seconds", "1", "--strategies", "dictionary-copy", "--json", json,
        "--html", html,
      ])
    #expect(outcome.status == .exited(0))
    #expect(
      outcome.errors == "fanout: small.log, line 2 is not played: no 'ident user [time]' after the client\n")
    #expect(
      outcome.output.contains(
        "small.log: 2 requests, malformed lines:"))
    #expect(!outcome.output.contains("\u{1B}"))
    let written = try String(contentsOfFile: json, encoding: .utf8)
    #expect(written.contains("\"strategy\" : \"dictionary-copy\""))
    #expect(!written.contains(folder.path))
    let page = try String(contentsOfFile: html, encoding: .utf8)
    #expect(page.contains("dictionary-copy") && page.hasSuffix("</html>\n") && !page.contains(folder.path))
  }

  @Test
  func `writes the figures measured before Ctrl-C, and says that it was stopped`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let json = folder.appendingPathComponent("figures.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Program("fanout").path)
    // Each process takes several seconds. Only the program is interrupted here; it then waits for the process
    // that measures.
    process.arguments = [
      "--variables", "1,8", "--tasks", "20000", "--strategies", "bare", "--json", json.path,
    ]
    let errors = Pipe()
    process.standardError = errors
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    // It prints the machine, and begins to measure.
    _ = output.fileHandleForReading.availableData
    process.interrupt()
    _ = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.hasPrefix("fanout: stopped by Ctrl-C; ") && text.filter(\.isNewline).count == 1)
    let written = try JSONSerialization.jsonObject(with: Data(contentsOf: json)) as? [String: Any]
    #expect(written?["rows"] is [[String: Any]])
  }
}
