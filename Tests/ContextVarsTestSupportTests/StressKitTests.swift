// The stress kit runs every node, repeats a tree from its seed, and detects a way that mixes contexts up.
import ContextVars
import ContextVarsTestSupport
import Foundation
import TestSupport
import Testing

@Suite struct StressKitTests {
  private static let ways: [ContextStress.EntryPoint] = [
    .init("call") { await $0() }, .init("task") { work in Task { await work() } },
    .init("context") { work in Task(context: .current) { await work() } },
    .init("detached", .startsEmpty) { work in Task.detached { await work() } },
    .init("hop") { work in
      DispatchQueue.global().async(context: .current) { Task { await work() } }
    }, .init("group") { work in await withTaskGroup { $0.addTask { await work() } } },
  ]

  private func stress(_ ways: [ContextStress.EntryPoint]) -> ContextStress {
    ContextStress(ways[0], ways[1], ways[2], ways[3], ways[4], ways[5])
  }

  @Test(arguments: [1, 2, 17, 2_000])
  func `every node runs once and keeps its context`(nodes: Int) async {
    let tally = Tally()
    let counted = Self.ways.map { way in
      ContextStress.EntryPoint(way.name, way.expectation) { work in
        tally.add(way.name)
        await way.start(work)
      }
    }
    await stress(counted).run(nodes: nodes)
    #expect(tally.total == nodes - 1)
    #expect(nodes < 2_000 || tally.counts.count == 6, "not every entry point was used")
  }

  @Test func `the same seed grows the same tree`() async {
    var counts: [[String: Int]] = []
    for seed: UInt64 in [7, 7, 8] {
      let tally = Tally()
      let counted = Self.ways.map { way in
        ContextStress.EntryPoint(way.name, way.expectation) { work in
          tally.add(way.name)
          await way.start(work)
        }
      }
      await stress(counted).run(nodes: 300, seed: seed)
      counts.append(tally.counts)
    }
    #expect(counts[0] == counts[1] && counts[0] != counts[2])
  }

  @Test func `work that is run twice and a run that is cancelled are found`() async {
    let twice = ContextStress(
      .init("twice") { work in
        await work()
        await work()
      })
    #expect(await twice.faults(nodes: 5, seed: 3).contains { $0.contains("run twice") })
    let never = ContextStress(.init("never") { _ in })
    let faults = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await never.faults(nodes: 5, seed: 3)
    }.value
    #expect(faults == ["ContextStress: cancelled before all nodes had run"])
  }

  @Test(arguments: ["loses", "keeps", "mixes"])
  func `an entry point that breaks its expectation is found`(fault: String) async {
    let stored = ContextBox()
    let way: ContextStress.EntryPoint =
      switch fault {
      case "loses": .init("faulty") { work in Task.detached { await work() } }
      case "keeps": .init("faulty", .startsEmpty) { work in Task { await work() } }
      default:
        // Like a pool whose worker keeps the context of its first caller.
        .init("faulty") { work in
          let context = stored.first(.current)
          Task.detached(context: context) { await work() }
        }
      }
    let faults = await ContextStress(way, Self.ways[0]).faults(nodes: 200, seed: 3)
    #expect(!faults.isEmpty && faults.allSatisfy { $0.contains("faulty") })
  }
}

private final class ContextBox: Sendable {
  private let lock = NSLock()
  /// `nonisolated(unsafe)`: accessed under `lock` only.
  private nonisolated(unsafe) var context: Context?

  func first(_ other: Context) -> Context {
    lock.withLock {
      context = context ?? other
      return context!
    }
  }
}
