// Random trees of work, started by a program's own entry points, each node of which checks the context that
// it sees.
import ContextVars
import Synchronization
public import Testing

/// Runs random trees of work, in which work starts more work through a program's own entry points, and
/// records an issue whenever a node sees a wrong context, or none. After ten issues, a last one has the
/// number of all faults.
///
/// ```swift
/// @Test func everyWayToStartWorkKeepsItsContext() async {
///   await ContextStress(
///     .init("queue") { work in queue.submit(context: .current, work) },
///     .init("pool", .startsEmpty) { work in pool.run(work) }
///   ).run(nodes: 2_000)
/// }
/// ```
///
/// Each node binds a value that no other node has, starts others, and checks what it sees: at the beginning,
/// after each start, and at the end. The same seed grows the same tree, however its tasks are scheduled; each
/// issue names the seed.
public struct ContextStress: Sendable {
  /// A way to start work.
  public struct EntryPoint: Sendable {
    /// What the work must see.
    public enum Expectation: Sendable {
      /// The bindings of the code that starts the work.
      case inherits
      /// No binding.
      case startsEmpty
    }

    /// The name, for messages.
    public let name: String
    /// What the work must see.
    public let expectation: Expectation
    /// Starts the work.
    public let start: @Sendable (@escaping @Sendable () async -> Void) async -> Void

    /// Creates an entry point.
    ///
    /// - Parameters:
    ///   - name: The name, for messages.
    ///   - expectation: What the work must see.
    ///   - start: Starts the work that it is given, once. It may wait for the work or not.
    public init(
      _ name: String, _ expectation: Expectation = .inherits,
      start: @escaping @Sendable (_ work: @escaping @Sendable () async -> Void) async -> Void
    ) {
      (self.name, self.expectation, self.start) = (name, expectation, start)
    }
  }

  private let entryPoints: [EntryPoint]
  /// The variable that each node binds.
  private static let probe = ContextVar("stress-probe", of: UInt64.self)
  /// How many trees have been grown.
  private static let trees = Atomic<UInt64>(0)

  /// Creates a stress test over these entry points, at least one.
  public init(_ entryPoints: EntryPoint...) {
    precondition(!entryPoints.isEmpty, "ContextStress: it needs at least one entry point")
    self.entryPoints = entryPoints
  }

  /// Grows a tree of this many nodes, and waits until all have run.
  ///
  /// Give the test a time limit: if an entry point never runs its work, this waits for ever.
  ///
  /// - Parameters:
  ///   - nodes: The number of nodes.
  ///   - seed: Determines the tree; nil for a random seed.
  ///   - sourceLocation: Where issues are reported.
  public func run(nodes: Int = 1_000, seed: UInt64? = nil, sourceLocation: SourceLocation = #_sourceLocation)
    async
  {
    let seed = seed ?? .random(in: 0...UInt64(UInt32.max))
    let faults = await faults(nodes: nodes, seed: seed)
    // Recorded here, in the test's own task: in any other, an issue would belong to no test.
    for fault in faults.prefix(10) {
      Issue.record(
        "\(fault); run(nodes: \(nodes), seed: \(seed)) grows the same tree", sourceLocation: sourceLocation)
    }
    if faults.count > 10 {
      Issue.record("ContextStress: \(faults.count) faults in all", sourceLocation: sourceLocation)
    }
  }

  /// The faults that a tree has found.
  package func faults(nodes: Int, seed: UInt64) async -> [String] {
    let recorder = ContextRecorder()
    let faults = Faults()
    let number = Self.trees.add(1, ordering: .relaxed).newValue
    let tree = Tree(stress: self, number: number, seed: seed, recorder: recorder, faults: faults)
    let root = Node(
      number: 1, nodes: max(1, nodes), expected: Self.probe.get(default: 0), path: "root")
    await tree.grow(root)
    if (try? await recorder.moments(at: Tree.done, count: max(1, nodes))) == nil {
      faults.add("ContextStress: cancelled before all nodes had run")
    }
    return faults.all
  }

  private struct Node: Sendable {
    /// A number that no other node has, the same for the same seed.
    let number: UInt64
    /// The size of its subtree, itself included.
    let nodes: Int
    /// The value that it must see; 0 for none.
    let expected: UInt64
    /// The entry points by which it was started.
    let path: String
  }

  private struct Tree: Sendable {
    static let done = "node"

    let stress: ContextStress
    /// Distinguishes the values of trees that grow at the same time.
    let number: UInt64
    let seed: UInt64
    let recorder: ContextRecorder
    let faults: Faults

    func grow(_ node: Node) async {
      check(node, node.expected, "at its start")
      let mine = Self.mixed(node.number ^ number) | 1  // never 0, which stands for no binding
      await ContextStress.probe.withValue(mine) {
        var rest = node.nodes - 1
        var child: UInt64 = 0
        while rest > 0 {
          child += 1
          let random = Self.mixed(seed ^ Self.mixed(node.number &+ child))
          let way = stress.entryPoints[Int(random % UInt64(stress.entryPoints.count))]
          // Sometimes a long chain, sometimes many children at once.
          let nodes = child == 4 ? rest : min(rest, Int(random >> 32) % rest + 1)
          rest -= nodes
          let below = Node(
            number: Self.mixed(node.number ^ child << 48), nodes: nodes,
            expected: way.expectation == .inherits ? mine : 0,
            path: "\(node.path) > \(way.name)")
          let once = Once()
          await way.start {
            if once.isFirst { await grow(below) } else { faults.add("\(below.path): its work was run twice") }
          }
          check(node, mine, "after it has started \(way.name)")
        }
        await Task.yield()
        check(node, mine, "after a suspension")
      }
      check(node, node.expected, "at its end")
      recorder.record(Self.done)
    }

    private func check(_ node: Node, _ expected: UInt64, _ moment: String) {
      let seen = ContextStress.probe.get(default: 0)
      if seen == expected { return }
      let what =
        seen == 0
        ? "sees no binding" : expected == 0 ? "sees a binding and should not" : "sees another node's binding"
      faults.add("\(node.path): \(what) \(moment)")
    }

    /// SplitMix64.
    private static func mixed(_ value: UInt64) -> UInt64 {
      var value = value &+ 0x9E37_79B9_7F4A_7C15
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
  }
}

private final class Faults: Sendable {
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var texts: [String] = []
  private let lock = Lock()

  func add(_ text: String) { lock.withLock { texts.append(text) } }
  var all: [String] { lock.withLock { texts } }
}

private final class Once: Sendable {
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var isDone = false
  private let lock = Lock()

  /// True once, at the first read.
  var isFirst: Bool {
    lock.withLock {
      defer { isDone = true }
      return !isDone
    }
  }
}
