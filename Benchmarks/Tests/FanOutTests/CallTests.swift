// Tests single calls: that each does what its name says with every strategy that has it, and how they are
// shown.

import Foundation
import Harness
import Testing

@testable import FanOut

@Suite("Single calls")
struct CallTests {
  @Test
  func `return the right result with every strategy that has them`() async throws {
    let readings = try await Call.measure(rounds: 2, seed: 1)
    #expect(Set(readings.map(\.call)) == Set(Call.all.map(\.name)))
    #expect(Set(Call.all.map(\.name)).count == Call.all.count)
    #expect(readings.allSatisfy { $0.nanoseconds.median > 0 })
    #expect(Set(Call.all.map(\.name)) == Set(readings.filter { $0.strategy == .contextVars }.map(\.call)))
    #expect(readings.count { $0.call == "get, 64 bound" } == 3)
  }

  @Test
  func `that return a wrong result are a failure`() async {
    let side = Side("contextvars") { calls throws(RunFailure) in
      try expect(calls * 8, calls * 7, "contextvars")
      return 1
    }
    await #expect(throws: RunFailure.self) { try await side.run(3) }
  }

  @Test
  func `are shown in the table, the page and the JSON`() throws {
    var report = Fixture.report([.init(.bare, slices: [100]), .init(.contextVars, slices: [150])])
    #expect(!report.page().contains("single calls"))
    let without = try String(decoding: report.json(), as: UTF8.self)
    #expect(!without.contains("calls"))
    report.calls = [
      CallReading(call: "get", strategy: .contextVars, nanoseconds: Estimate(median: 4, low: 3.9, high: 4.2)),
      CallReading(call: "get", strategy: .taskLocal, nanoseconds: Estimate(median: 60, low: 59, high: 61)),
      CallReading(call: "set", strategy: .contextVars, nanoseconds: Estimate(median: 48, low: 47, high: 49)),
    ]
    let lines = report.tableOfCalls().split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.contains(["get", "4.0", "±", "0.2", "60.0", "±", "1.0"]))
    #expect(lines.contains(["set", "48.0", "±", "1.0"]))
    let page = report.page()
    #expect(
      page.contains("<h2>The time of single calls</h2>")
        && page.contains("<td>4.0<small> 3.9 to 4.2</small></td>"))
    #expect(page.contains("<title>task-local, get: 60.0 ns (59.0 to 61.0)</title>"))
    let json = try #require(JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    #expect((json["calls"] as? [[String: Any]])?.count == 3)
  }
}
