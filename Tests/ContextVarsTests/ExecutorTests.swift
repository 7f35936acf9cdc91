// Custom executors: the context belongs to the task, whatever runs it.
import ContextVars
import TestSupport
import Testing

@Suite struct ExecutorTests {
  /// An actor that runs on a loop of its own.
  actor Desk {
    private let executor: LoopSerialExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    var entries: [String] = []

    init(on executor: LoopSerialExecutor) { self.executor = executor }

    func append(_ entry: String) { entries.append(entry) }

    /// What the calling task reads here, before and after it leaves the actor and enters it again.
    func look() async -> [String] {
      let before = Request.id.get(default: "-")
      await Task.yield()
      return [before, Request.id.get(default: "-")]
    }

    func rename() throws { try Request.id.set("set on the actor") }

    func start(_ index: Int) -> Task<Void, Never> {
      Task(context: Context(Request.id.bound(to: "\(index)"))) { append(Request.id.get(default: "-")) }
    }
  }

  @Test(arguments: Way.all.filter(\.takesExecutor))
  func `a task runs on the executor that it is given and keeps its context`(_ way: Way) async throws {
    let loop = LoopTaskExecutor()
    defer { loop.stop() }
    @Sendable func seen() async -> [String] {
      var seen: [String] = []
      for _ in 0..<3 {
        seen.append(Request.id.get(default: "-"))
        await Task.yield()
      }
      return seen
    }
    let gifts: [Way.Gift] = [
      .context(Context(Request.id.bound(to: "r"))), .scope(ContextScope(Context(Request.id.bound(to: "r")))),
      .inheriting(.copy), .inheriting(.share), .inheriting(.layer),
    ]
    try await Request.id.withValue("r") { () async throws in
      for gift in gifts {
        let before = loop.callCount
        #expect(try await way.value(with: gift, .init(executor: loop), of: seen) == ["r", "r", "r"])
        #expect(loop.callCount > before, "\(gift)")
      }
    }
  }

  // Without immediate children, which leave the group's executor when they first suspend, in optimised builds
  // with Swift 6.3.1 (TasksAndScopes.md).
  @Test(arguments: Way.groups.filter { !$0.isImmediate })
  func `a child that is given no executor inherits that of its group`(_ way: Way) async throws {
    let loop = LoopTaskExecutor()
    defer { loop.stop() }
    // The standard functions themselves are not tested: given an executor that is nil at run time, they lose
    // the group's executor.
    let gifts: [Way.Gift] = [
      .context(Context()), .scope(ContextScope(Context())), .inheriting(.copy), .inheriting(.share),
    ]
    try await withTaskExecutorPreference(loop) {
      for gift in gifts {
        let calls = try await way.value(with: gift) {
          let before = loop.callCount
          for _ in 0..<10 { await Task.yield() }
          return loop.callCount - before
        }
        #expect(calls >= 10, "\(gift)")
      }
    }
  }

  @Test func `tasks that take turns on one thread keep their own values`() async throws {
    let loop = LoopTaskExecutor()
    defer { loop.stop() }
    let mistakes = Tally()
    try await withTaskExecutorPreference(loop) {
      try await withThrowingDiscardingTaskGroup { group in
        for index in 0..<200 {
          group.addTask(context: .current) {
            for round in 0..<10 {
              let id = "\(index), \(round)"
              try Request.id.set(id)
              await Task.yield()
              if try Request.id.get() != id { mistakes.add("another's id") }
              let ofChild = await Task(context: .current) { Request.id.get(default: "-") }.value
              if ofChild != id { mistakes.add("a child's id") }
            }
          }
        }
      }
    }
    #expect(mistakes.counts.isEmpty)
    #expect(loop.callCount > 2_000)
  }

  @Test func `between tasks the thread of an executor is in no context`() async throws {
    let loop = LoopTaskExecutor()
    defer { loop.stop() }
    let seen = Tally()
    let (calls, called) = AsyncStream.makeStream(of: Void.self)
    await Task(context: Context(Request.id.bound(to: "r")), executorPreference: loop) {
      for _ in 0..<100 {
        loop.call {
          seen.add(Request.id.get(default: "-"))
          called.yield()
        }
        await Task.yield()
      }
    }.value
    var waiting = calls.makeAsyncIterator()
    for _ in 0..<100 { await waiting.next(isolation: nil) }
    #expect(seen.counts == ["-": 100])
  }

  @Test func `an actor on an executor of its own sees its caller's context`() async throws {
    let loop = LoopSerialExecutor()
    defer { loop.stop() }
    let desk = Desk(on: loop)
    let mistakes = Tally()
    await withDiscardingTaskGroup { group in
      for index in 0..<100 {
        group.addTask(context: Context(Request.id.bound(to: "\(index)"))) {
          if await desk.look() != ["\(index)", "\(index)"] { mistakes.add("another's id") }
        }
      }
    }
    #expect(mistakes.counts.isEmpty)
    try await Request.id.withValue("caller's") {
      try await desk.rename()
      #expect(try Request.id.get() == "set on the actor", "the same task, and so the same scope")
    }
  }

  @Test func `tasks reach an actor on an executor of its own in order`() async {
    let loop = LoopSerialExecutor()
    defer { loop.stop() }
    let desk = Desk(on: loop)
    let tasks = await { (desk: isolated Desk) in (0..<500).map { desk.start($0) } }(desk)
    for task in tasks { await task.value }
    #expect(await desk.entries == (0..<500).map { "\($0)" })
  }
}
