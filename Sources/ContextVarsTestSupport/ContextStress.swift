/// Random trees of work over a program's own ways to start it, each checked for the context that it has.
import ContextVars
public import Testing

/// Lets work start work in random trees, by the ways that a program has for it, and records an issue for each that sees
/// another's context, or none.
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
/// Each node binds a value that no other has, starts others, and looks at what it sees: at first, after each start, and in the
/// end. The same seed grows the same tree, however its tasks are scheduled; an issue names it.
public struct ContextStress: Sendable {
  /// A way to start work.
  public struct EntryPoint: Sendable {
    /// What work that is started so sees.
    public enum Expectation: Sendable {
      /// What is bound where it is started.
      case inherits
      /// Nothing.
      case startsEmpty
    }

    /// For messages.
    public let name: String
    /// What the work sees.
    public let expectation: Expectation
    /// Starts the work.
    public let start: @Sendable (@escaping @Sendable () async -> Void) async -> Void

    /// A way to start work.
    ///
    /// - Parameters:
    ///   - name: For messages.
    ///   - expectation: What the work sees.
    ///   - start: Starts the work that it is given, once; whether it waits for it or not.
    public init(
      _ name: String, _ expectation: Expectation = .inherits,
      start: @escaping @Sendable (_ work: @escaping @Sendable () async -> Void) async -> Void
    ) {
      (self.name, self.expectation, self.start) = (name, expectation, start)
    }
  }

  private let entryPoints: [EntryPoint]
  /// What each node binds.
  private let probe = ContextVar("stress-probe", of: UInt64.self)

  /// Trees over these ways, at least one.
  public init(_ entryPoints: EntryPoint...) {
    precondition(!entryPoints.isEmpty, "ContextStress: give it a way to start work")
    self.entryPoints = entryPoints
  }

  /// Grows a tree of so many nodes, and waits until all have run. Give the test a time limit: a way that never runs its work is
  /// waited for.
  ///
  /// - Parameters:
  ///   - nodes: How many there are.
  ///   - seed: Of the tree; nil: one that is drawn.
  ///   - sourceLocation: Where issues are reported.
  public func run(nodes: Int = 1_000, seed: UInt64? = nil, sourceLocation: SourceLocation = #_sourceLocation)
    async
  {
    let seed = seed ?? .random(in: 0...UInt64(UInt32.max))
    let faults = await faults(nodes: nodes, seed: seed)
    // Here, in the test's own task: of others nobody knows which test they belong to.
    for fault in faults.prefix(10) {
      Issue.record(
        "\(fault); run(nodes: \(nodes), seed: \(seed)) grows the same tree", sourceLocation: sourceLocation)
    }
    if faults.count > 10 {
      Issue.record("ContextStress: \(faults.count) faults in all", sourceLocation: sourceLocation)
    }
  }

  /// What a tree has found.
  package func faults(nodes: Int, seed: UInt64) async -> [String] {
    let recorder = ContextRecorder()
    let faults = Faults()
    let tree = Tree(stress: self, seed: seed, recorder: recorder, faults: faults)
    await tree.grow(.init(number: 1, nodes: max(1, nodes), expected: probe.get(default: 0), path: "root"))
    if (try? await recorder.moments(at: Tree.done, count: max(1, nodes))) == nil {
      faults.add("ContextStress: cancelled before all nodes had run")
    }
    return faults.all
  }

  private struct Node: Sendable {
    /// Which no other node has: the same for the same seed.
    let number: UInt64
    /// Of its tree, itself included.
    let nodes: Int
    /// What it must see; 0: nothing.
    let expected: UInt64
    /// By which ways it was started.
    let path: String
  }

  private struct Tree: Sendable {
    static let done = "node"

    let stress: ContextStress
    let seed: UInt64
    let recorder: ContextRecorder
    let faults: Faults

    func grow(_ node: Node) async {
      check(node, node.expected, "at first")
      let mine = node.number &* 2 &+ 1
      await stress.probe.withValue(mine) {
        var rest = node.nodes - 1
        var child: UInt64 = 0
        while rest > 0 {
          child += 1
          let random = Self.mixed(seed ^ Self.mixed(node.number &+ child))
          let way = stress.entryPoints[Int(random % UInt64(stress.entryPoints.count))]
          // Now a long chain, now many at once.
          let nodes = child == 4 ? rest : min(rest, Int(random >> 32) % rest + 1)
          rest -= nodes
          let below = Node(
            number: Self.mixed(node.number ^ child << 48), nodes: nodes,
            expected: way.expectation == .inherits ? mine : 0,
            path: "\(node.path) > \(way.name)")
          let once = Once()
          await way.start {
            if once.isFirst { await grow(below) } else { faults.add("\(below.path): its work is run twice") }
          }
          check(node, mine, "after it has started \(way.name)")
        }
        await Task.yield()
        check(node, mine, "after a suspension")
      }
      check(node, node.expected, "in the end")
      recorder.record(Self.done)
    }

    private func check(_ node: Node, _ expected: UInt64, _ moment: String) {
      let seen = stress.probe.get(default: 0)
      if seen == expected { return }
      let what =
        seen == 0 ? "sees nothing" : expected == 0 ? "sees what it should not" : "sees another's context"
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

  /// Once.
  var isFirst: Bool {
    lock.withLock {
      defer { isDone = true }
      return !isDone
    }
  }
}
