// Tests the command line, and the program as a user starts it.

import ArgumentParser
import Foundation
import Harness
import ProgramSupport
import Subprocess
import Testing

@testable import Budget

@Suite("The budget's command line")
struct SettingsTests {
  private func settings(_ arguments: [String]) throws -> BudgetSettings {
    try #require(BudgetCommand.parseAsRoot(arguments) as? BudgetCommand).settings()
  }

  @Test
  func `measures every row unless --only names some`() throws {
    #expect(try settings([]).rows == BudgetRow.all)
    let some = try settings(["--only", "Context.current after,withvalue"])
    #expect(some.rows.count == 4)
    #expect(
      some.probes.map(\.name)
        == ["current after a set", "withValue 8", "withValue 64", "plain spawn and bind", "machine"])
  }

  @Test(arguments: [
    (["--only", "nothing-like-it"], "--only 'nothing-like-it': no row has that"),
    (["--only", ""], "--only '': a list needs a value"),
    (["--rounds", "0"], "--rounds '0': must be a whole number from 1 to 1000"),
    (["--batches", "many"], "--batches 'many': must be a whole number"),
  ])
  func `refuses a bad value and says which are good`(arguments: [String], message: String) throws {
    let error = try #require(throws: UsageError.self) { try settings(arguments) }
    #expect(error.description.contains(message))
    #expect(error.description.contains(";"), "a remedy follows the rule")
  }

  @Test
  func `gives a command that measures the same`() throws {
    #expect(
      try settings(["--only", "spawn", "--rounds", "3"]).command
        == "budget --only 'spawn' --rounds 3 --batches \(Effort.standard.batches)")
  }
}

@Suite("The budget's program")
struct ProgramTests {
  @Test(arguments: [["--rounds", "0"], ["--unknown"], ["stray"], ["--json", "/no/such/folder/x.json"]])
  func `answers a wrong command line with one line and status 64`(arguments: [String]) async throws {
    let outcome = try await Program("budget").run(arguments)
    #expect(outcome.status == .exited(64))
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("budget: "))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
  }

  @Test
  func `measures the rows that --only names, and does not fail because a row misses its budget`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let json = folder.appendingPathComponent("budget.json")
      let outcome = try await Program("budget").run(
        ["--only", "Context.current after,links", "--rounds", "1", "--batches", "1", "--json", json.path])
      #expect(outcome.status == .exited(0))
      #expect(outcome.errors == "")
      #expect(outcome.output.contains("of 3 rows pass"))
      let written = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: json)) as? [String: [[String: Any]]])
      #expect(written["rows"]?.count == 3)
    }
  }

  @Test
  func `lists its rows`() async throws {
    let outcome = try await Program("budget").run(["--list"])
    #expect(outcome.output.split(separator: "\n").count == BudgetRow.all.count)
  }
}
