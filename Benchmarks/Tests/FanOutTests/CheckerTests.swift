// Tests that the checks can fail, with strategies that are wrong on purpose, each in one way.

import Harness
import Synchronization
import Testing

@testable import FanOut

@Suite("The checks of the workload")
struct CheckerTests {
  private let requests = 40
  private let shape = Fixture.shape(variables: 8, fanOut: 4, writes: 2)

  private func play<S: Strategy>(_ strategy: S.Type) async -> Tally {
    await Server(strategy, workload: Fixture.workload(shape, requests: requests)).play(0..<requests).tally
  }

  @Test
  func `find nothing in a right strategy`() async {
    #expect(await play(BareStrategy.self) == Tally())
  }

  @Test
  func `find another request's value in every child and in the request`() async {
    let tally = await play(NeighbourLeak.self)
    // In all requests but the first, at least the path is wrong.
    #expect(tally.wrongValues >= (requests - 1) * (shape.fanOut + 1))
    #expect(tally.lostWrites == 0)
    #expect(tally.leakedWrites == 0)
  }

  @Test
  func `find a child's write in its request`() async {
    let tally = await play(WriteLeak.self)
    #expect(tally.leakedWrites == requests * shape.writes)
    #expect(tally.wrongValues == 0)
  }

  @Test
  func `find the write of a child's child in that child`() async {
    let shape = Fixture.shape(variables: 8, fanOut: 4, writes: 2)
    let deep = Shape(variables: 8, fanOut: 4, writes: 2, reads: shape.reads, depth: 2)
    let tally = await Server(WriteLeak.self, workload: Fixture.workload(deep, requests: requests))
      .play(0..<requests).tally
    #expect(tally.lostWrites >= requests)
  }

  @Test
  func `find a write that is lost`() async {
    let tally = await play(LostWrite.self)
    #expect(tally.lostWrites == requests * shape.fanOut * shape.writes)
    #expect(tally.wrongValues == 0)
    #expect(tally.leakedWrites == 0)
  }

  @Test
  func `lead to a failure that names the strategy, what is wrong and how to look into it`() throws {
    var tally = Tally()
    tally.wrongValues = 3
    let report = Fixture.report([
      .init(.contextVars, slices: [300], tally: tally), .init(.bare, slices: [100]),
    ])
    let failure = try #require(throws: RunFailure.self) { try Run.check(report) }
    #expect(failure.description.contains("contextvars with 8 variables: 3 wrong values"))
    #expect(failure.description.contains("--strategies contextvars --variables 8"))
    #expect(throws: Never.self) {
      try Run.check(Fixture.report([.init(.bare, slices: [1])]))
    }
  }
}

// MARK: - Wrong strategies

/// Variables in a place that tasks may share.
private final class Values: VariableReader {
  let values: Mutex<[Int: String]>

  init(_ values: [Int: String]) { self.values = Mutex(values) }

  func value(of variable: Int) -> String? { values.withLock { $0[variable] } }

  func adding(_ variables: Range<Int>, _ added: some Sequence<String>) -> Values {
    let copy = Values(values.withLock { $0 })
    copy.add(variables, added)
    return copy
  }

  func add(_ variables: Range<Int>, _ added: some Sequence<String>) {
    for (variable, value) in zip(variables, added) { values.withLock { $0[variable] = value } }
  }
}

/// The code that the wrong strategies share, which is correct.
private protocol TestStrategy: Strategy where Reader == Values {
  var shape: Shape { get }
}

extension TestStrategy {
  static var name: StrategyName { .bare }

  func serve<Result: Sendable>(_ values: [String], _ body: (Values) async -> Result) async -> Result {
    await body(Values([:]).adding(shape.serverVariables, values))
  }

  func addRequest(_ request: RequestHandler<Self>, server: Values, to group: inout TaskGroup<Tally>) {
    group.addTask { await request.run(in: server.adding(request.shape.ownVariables, request.fields)) }
  }

  func addChild(_ child: ChildTask<Self>, request: Values, to group: inout TaskGroup<Tally>) {
    group.addTask {
      let own = request.adding(child.strategy.shape.childVariables, child.values)
      return child.isLast ? child.check(in: own) : await child.run(in: own)
    }
  }
}

/// Gives each request the fields of the one before it.
private struct NeighbourLeak: TestStrategy {
  final class Last: Sendable { let fields = Mutex<[String]?>(nil) }

  let shape: Shape
  let last = Last()

  init(shape: Shape) { self.shape = shape }

  func addRequest(_ request: RequestHandler<Self>, server: Values, to group: inout TaskGroup<Tally>) {
    let fields = last.fields.withLock { last in
      defer { last = request.fields }
      return last ?? request.fields
    }
    group.addTask { await request.run(in: server.adding(request.shape.ownVariables, fields)) }
  }
}

/// Lets children write into their request's variables.
private struct WriteLeak: TestStrategy {
  let shape: Shape

  func addChild(_ child: ChildTask<Self>, request: Values, to group: inout TaskGroup<Tally>) {
    group.addTask {
      request.add(child.strategy.shape.childVariables, child.values)
      return child.isLast ? child.check(in: request) : await child.run(in: request)
    }
  }
}

/// Forgets what children write.
private struct LostWrite: TestStrategy {
  let shape: Shape

  func addChild(_ child: ChildTask<Self>, request: Values, to group: inout TaskGroup<Tally>) {
    group.addTask { child.check(in: request) }
  }
}
