// Tests that the rows and the measurements fit together, and that each measurement does what its name says.

import Harness
import Testing

@testable import Budget

/// The probes that the tests run. Each side checks its own results, and throws if they are wrong. The largest
/// maps are left out, and so are the two idle programs, which must be beside the program that starts them.
private let probesBesideTests = Probe.all.filter {
  !$0.name.hasSuffix("0000") && $0.name != Probe.linking.name
}

@Suite("The budget")
struct CatalogueTests {
  @Test
  func `has a name of its own for each row and for each measurement`() {
    #expect(Set(BudgetRow.all.map(\.name)).count == BudgetRow.all.count)
    #expect(Set(Probe.all.map(\.name)).count == Probe.all.count)
  }

  @Test
  func `has a measurement for each row, and no other beside the machine's own steps`() {
    #expect(Set(BudgetRow.all.map(\.probe)).union([Probe.machine.name]) == Set(Probe.all.map(\.name)))
  }

  @Test(arguments: probesBesideTests.filter { $0.cores == .one })
  func `is measured on every side that its rows need, with the right results`(probe: Probe) async throws {
    try await check(probe)
  }

  private func check(_ probe: Probe) async throws {
    let round = try await Worker.measure(probe, .least)
    for row in BudgetRow.all where row.probe == probe.name {
      #expect(Set(row.shown).isSubset(of: round.keys), "\(row.name)")
      #expect(row.shown.allSatisfy { (round[$0] ?? 0) > 0 }, "\(row.name)")
    }
  }

  @Test(
    .enabled(if: Processor.count > 1, "two tasks have to run at the same time, and there is one processor"),
    arguments: probesBesideTests.filter { $0.cores == .all })
  func `is measured on two processors by operations with the right results`(probe: Probe) async throws {
    try await check(probe)
  }

  @Test
  func `is not measured by a side whose result is wrong`() async {
    let sides = [
      Side("wrong") { calls throws(RunFailure) in
        try expect(calls + 1, calls, "the calls")
        return 1
      }
    ]
    await #expect(throws: RunFailure.self) { try await sides.measure(.least) }
  }
}

extension Probe: CustomTestStringConvertible {
  /// The name under which a failure is reported.
  public var testDescription: String { name }
}

@Suite("Measuring in turn")
struct SideTests {
  @Test
  func `finds the best batch of each side, per call`() async throws {
    // Each batch is slower than the one before, so the first after the warm-up is the best.
    final class Slowing: @unchecked Sendable { var batch = 0.0 }
    let slowing = Slowing()
    let sides = [
      Side("steady") { calls in Double(calls) * 5 },
      Side("slowing") { calls in
        slowing.batch += 1
        return Double(calls) * slowing.batch
      },
    ]
    let best = try await sides.measure(Effort(batches: 4, batchNanoseconds: 1))
    #expect(best == ["steady": 5, "slowing": 2])
  }

  @Test
  func `makes as many calls as fill a batch`() async throws {
    let side = Side("hundred") { calls in Double(calls) * 100 }
    #expect(try await side.calls(for: 1) == 1)
    #expect(try await side.calls(for: 10_000) == 128)
  }
}
