/// Trees of tasks: every way to start one, every policy and hop, in any order, against a model of the rules.
import Foundation
import TestSupport
import Testing

@Suite struct StressTests {
  /// CONTEXTVARS_STRESS_NODES says how many nodes the trees have, nearly all of which are tasks.
  @Test func treesOfTasksSeeWhatTheRulesSay() async {
    let given = ProcessInfo.processInfo.environment["CONTEXTVARS_STRESS_NODES"].flatMap { Int($0) }
    let (nodes, size) = (given ?? 20_000, 2_000)
    var random = SeededGenerator.printingSeed(of: "StressTests")
    let trees = (0..<max(1, nodes / size)).map { _ in
      (tree: StressTree(), random: SeededGenerator(seed: random.next()))
    }
    await withDiscardingTaskGroup { group in
      for worker in 0..<4 {
        group.addTask {
          for index in stride(from: worker, to: trees.count, by: 4) {
            await trees[index].tree.grow(size, trees[index].random)
          }
        }
      }
    }
    var counts: [String: Int] = [:]
    for entry in trees {
      #expect(entry.tree.mistakes.isEmpty, "of the tree with the seed \(entry.random.seed)")
      counts.merge(entry.tree.counts, uniquingKeysWith: +)
    }
    let starts = Way.all.flatMap { way in (0..<8).map { StressTree.start(way, $0) } }
    #expect(starts.filter { counts[$0] == nil } == [], "every way was gone with every gift")
    #expect(["tasks", "hops", "scopes", "changes", "clears"].allSatisfy { counts[$0] ?? 0 > 0 })
    print(
      "stress: \(counts["tasks"]!) tasks in \(trees.count) trees, \(counts["hops"]!) hops, "
        + "\(counts["scopes"]!) scopes, \(counts["changes"]!) changes, \(counts["looks"]!) looks, "
        + "seed \(random.seed)")
  }
}
