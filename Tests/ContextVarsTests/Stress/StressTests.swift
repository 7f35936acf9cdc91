// Trees of tasks that combine every way to start a task with every policy and several hops, compared with a
// model of the rules.
import Foundation
import TestSupport
import Testing

/// Serialized, because each test counts the values that are alive in the process.
@Suite(.serialized) struct StressTests {
  /// CONTEXTVARS_STRESS_NODES sets how many nodes the trees have together, by default 20,000, in whole trees.
  /// Nearly all nodes are tasks.
  @Test func `trees of tasks see what the rules say`() async {
    let nodes = number(in: "CONTEXTVARS_STRESS_NODES") ?? 20_000
    var random = SeededGenerator.printingSeed(of: "StressTests")
    let counts = await grow(max(1, nodes / treeSize), &random)
    let starts = Way.all.flatMap { way in (0..<8).map { StressTree.start(way, $0) } }
    #expect(starts.filter { counts[$0] == nil } == [], "no tree started a task in these ways")
    let kinds = ["tasks", "hops", "scopes", "changes", "clears", "cancelled"]
    #expect(kinds.filter { counts[$0] == nil } == [])
    print("stress: \(summary(counts)), seed \(random.seed)")
  }

  /// `make soak` sets CONTEXTVARS_SOAK_MINUTES. At the end of each minute all tasks have ended, so the memory
  /// still allocated is what outlives them. It must not grow.
  @Test(.enabled(if: number(in: "CONTEXTVARS_SOAK_MINUTES") != nil, "runs under make soak"))
  func `memory stays flat however many trees have run`() async throws {
    let minutes = try #require(number(in: "CONTEXTVARS_SOAK_MINUTES"))
    var random = SeededGenerator.printingSeed(of: "StressTests")
    var counts: [String: Int] = [:]
    var memory: [Memory] = []
    for minute in 1...minutes {
      let end = ContinuousClock.now + .seconds(60)
      while ContinuousClock.now < end {
        counts.merge(await grow(20, &random), uniquingKeysWith: +)
      }
      memory.append(.now)
      print("soak: minute \(minute): \(memory.last!), \(summary(counts))")
      fflush(nil)
    }
    // The first minutes fill pools, caches and tables.
    let slope = Memory.slope(of: memory.dropFirst(minutes / 6 + 1))
    print("soak: \(slope), \(summary(counts)), seed \(random.seed)")
    #expect(
      slope.heap < 16_384 && slope.resident < 262_144,
      "memory grew by more than 16 KiB of heap or 256 KiB of resident memory per minute")
  }

  /// The number of nodes in a tree.
  private let treeSize = 2_000

  /// Grows trees, four at a time, and returns the counts of what they did. Once their tasks have ended, none
  /// of their values may be alive.
  private func grow(_ trees: Int, _ random: inout SeededGenerator) async -> [String: Int] {
    let trees = (0..<trees).map { _ in (tree: StressTree(), random: SeededGenerator(seed: random.next())) }
    await withDiscardingTaskGroup { group in
      for worker in 0..<4 {
        group.addTask {
          for index in stride(from: worker, to: trees.count, by: 4) {
            await trees[index].tree.grow(treeSize, trees[index].random)
          }
        }
      }
    }
    for entry in trees {
      #expect(entry.tree.mistakes.isEmpty, "mistakes in the tree with the seed \(entry.random.seed)")
    }
    await expectNoObjects()
    return trees.reduce(into: ["trees": trees.count]) { $0.merge($1.tree.counts, uniquingKeysWith: +) }
  }

  /// Waits for the threads that are still leaving the last tasks and callbacks.
  private func expectNoObjects() async {
    let end = ContinuousClock.now + .seconds(30)
    while StressObject.aliveCount != 0, ContinuousClock.now < end {
      try? await Task.sleep(for: .milliseconds(1))
    }
    #expect(StressObject.aliveCount == 0, "values that outlive all tasks")
  }

  private func summary(_ counts: [String: Int]) -> String {
    ["tasks", "trees", "hops", "scopes", "changes", "cancelled", "comparisons"]
      .map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ")
  }
}

private func number(in variable: String) -> Int? {
  ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
}
