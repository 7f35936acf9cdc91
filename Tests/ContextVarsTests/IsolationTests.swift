// Actors: a task started with a context runs where a plain task would run, and arrives there in order.
import ContextVars
import Testing

@Suite struct IsolationTests {
  private static let context = Context(Request.id.bound(to: "r"))

  /// Counts on the main actor. Except for those of `Task.detached`, the tasks that it starts use its members
  /// without `self`, as in any `Task {}`.
  @MainActor final class Counter {
    var count = 0

    func seen() {
      MainActor.assertIsolated()
      if Request.id.get(default: "-") == "r" { count += 1 }
    }

    func seenThrowing() async throws { seen() }

    func startAll() async throws {
      await Task(context: context) { seen() }.value
      try await Task(context: context) { () async throws in seen() }.value
      try await Task(scope: ContextScope(context)) { seen() }.value
      await Task.immediate(context: context) { seen() }.value
      try await Task.immediate(scope: ContextScope(context)) { () async throws in seen() }.value
      await Task.immediateDetached(context: context) { seen() }.value
      try await Task.immediateDetached(scope: ContextScope(context)) { () async throws in seen() }.value
      await context.run {
        await Task(inheriting: .share) { seen() }.value
        await Task.immediate(inheriting: .layer) { seen() }.value
        await Task.immediateDetached(inheriting: .copy) { seen() }.value
        await Task.detached(inheriting: .share) { @MainActor in self.seen() }.value
      }
      await Task.detached(context: context) { @MainActor in self.seen() }.value
      try await Task.detached(scope: ContextScope(context), operation: seenThrowing).value
    }
  }

  @Test @MainActor func `a task keeps the actor of the place where it is written`() async throws {
    let counter = Counter()
    try await counter.startAll()
    #expect(counter.count == 13)
  }

  @Test func `a child of a group keeps the actor of its operation`() async {
    await Request.id.withValue("parent") {
      let seen = await withTaskGroup(of: String.self) { group in
        for _ in 0..<20 { group.addTask(context: .current, operation: Self.onMainActor) }
        return await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(seen == ["parent"])
    }
  }

  @MainActor private static func onMainActor() async -> String {
    MainActor.assertIsolated()
    return Request.id.get(default: "none")
  }

  @Test func `tasks reach an actor in the order in which they were started`() async {
    actor Journal {
      var entries: [Int] = []
      func append(_ entry: Int) { entries.append(entry) }
    }
    let journal = Journal()
    func start(_ journal: isolated Journal, _ index: Int) -> Task<Void, Never> {
      Task(context: .current) {
        journal.assertIsolated()
        journal.append(index)
      }
    }
    for _ in 0..<20 {
      let tasks = await { (journal: isolated Journal) in (0..<500).map { start(journal, $0) } }(journal)
      for task in tasks { await task.value }
      let order = await journal.entries
      #expect(order == order.sorted())
      await { (journal: isolated Journal) in journal.entries = [] }(journal)
    }
  }

  @Test func `tasks reach the main actor in the order in which they were started`() async {
    @MainActor final class Order { var numbers: [Int] = [] }
    for _ in 0..<20 {
      let order = Order()
      var tasks: [Task<Void, Never>] = []
      for number in 0..<100 {
        tasks.append(
          Task(context: Context(Request.id.bound(to: "\(number)"))) { @MainActor in
            MainActor.assertIsolated()
            if Request.id.get(default: "-") == "\(number)" { order.numbers.append(number) }
          })
      }
      for task in tasks { await task.value }
      #expect(await order.numbers == Array(0..<100))
    }
  }

  /// `Task(context:)` has the test above; these are the other labels, detached tasks and immediate ones.
  @Test func `tasks started with any label reach the main actor in the order of starting`() async throws {
    @MainActor final class Order { var numbers: [Int] = [] }
    typealias Start = @Sendable (Int, Order) throws -> Task<Void, Never>
    let starts: [Start] = [
      { number, order in Task(inheriting: .copy) { @MainActor in order.numbers.append(number) } },
      { number, order in Task(inheriting: .share) { @MainActor in order.numbers.append(number) } },
      { number, order in Task(inheriting: .layer) { @MainActor in order.numbers.append(number) } },
      { number, order in try Task(scope: ContextScope()) { @MainActor in order.numbers.append(number) } },
      { number, order in Task.detached(context: .current) { @MainActor in order.numbers.append(number) } },
      { number, order in Task.detached(inheriting: .share) { @MainActor in order.numbers.append(number) } },
      { number, order in Task.immediate(context: .current) { @MainActor in order.numbers.append(number) } },
    ]
    for start in starts {
      for _ in 0..<5 {
        let order = Order()
        try await Request.id.withValue("r") {
          var tasks: [Task<Void, Never>] = []
          for number in 0..<100 { tasks.append(try start(number, order)) }
          for task in tasks { await task.value }
        }
        #expect(await order.numbers == Array(0..<100))
      }
    }
  }

  @Test func `children of a group reach the main actor in the order of starting`() async {
    @MainActor final class Order {
      var numbers: [Int] = []
      func append() async {
        MainActor.assertIsolated()
        numbers.append(Int(Request.id.get(default: "-1"))!)
      }
    }
    for _ in 0..<10 {
      let order = Order()
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
          group.addTask(context: Context(Request.id.bound(to: "\(number)")), operation: order.append)
        }
      }
      #expect(await order.numbers == Array(0..<100))
    }
  }
}
