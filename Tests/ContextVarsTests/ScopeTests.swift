// Rule 1: a binding has a scope.
import ContextVars
import TestSupport
import Testing

@Suite struct ScopeTests {
  @Test func `a binding ends with its closure`() throws {
    Request.id.withValue("outer") {
      #expect(Request.id.get(default: "") == "outer")
      Request.id.withValue("inner") { #expect(Request.id.get(default: "") == "inner") }
      #expect(Request.id.get(default: "") == "outer")
    }
    #expect(!Request.id.isBound)
  }

  @Test func `a binding ends when its closure throws`() async {
    #expect(throws: Failure(reason: 1)) {
      try Request.id.withValue("r") { () throws(Failure) in throw Failure(reason: 1) }
    }
    #expect(!Request.id.isBound)
    await #expect(throws: Failure(reason: 2)) {
      try await Request.id.withValue("r") { () async throws(Failure) in
        await Task.yield()
        throw Failure(reason: 2)
      }
    }
    #expect(!Request.id.isBound)
  }

  @Test func `typed errors and noncopyable results come through`() async throws {
    struct Ticket: ~Copyable { let number: Int }
    func make() throws(Failure) -> Ticket { Ticket(number: 7) }
    func makeLater() async throws(Failure) -> Ticket { Ticket(number: 8) }
    do throws(Failure) {
      let ticket = try Request.id.withValue("r", operation: make)
      #expect(ticket.number == 7)
      let later = try await Request.id.withValue("r", operation: makeLater)
      #expect(later.number == 8)
    } catch {
      // `error` is a Failure here, or this would not compile.
      Issue.record("unexpected error: reason \(error.reason)")
    }
  }

  @Test func `every child sees the binding at every depth`() async {
    await Request.id.withValue("r-42") {
      async let first = Request.id.get(default: "none")
      async let second = Task { await Task { Request.id.get(default: "none") }.value }.value
      async let third = withTaskGroup { group in
        for _ in 0..<3 {
          group.addTask {
            async let deep = Request.id.get(default: "none")
            return await deep
          }
        }
        return await group.reduce(into: Set()) { $0.insert($1) }
      }
      async let immediate = Task.immediate { Request.id.get(default: "none") }.value
      #expect(await first == "r-42")
      #expect(await second == "r-42")
      #expect(await third == ["r-42"])
      #expect(await immediate == "r-42")
      #expect(await Task.detached { Request.id.get(default: "none") }.value == "none")
    }
  }

  @Test func `a child keeps its binding after the scope has ended`() async {
    let (signal, continuation) = AsyncStream.makeStream(of: Void.self)
    let task = Request.id.withValue("r-42") {
      Task {
        for await _ in signal { break }
        return Request.id.get(default: "none")
      }
    }
    #expect(!Request.id.isBound)
    continuation.yield()
    #expect(await task.value == "r-42")
  }

  @Test func `cancellation in the middle of a scope ends the binding`() async {
    let task = Task {
      do {
        try await Request.id.withValue("r") { try await Task.sleep(for: .seconds(60)) }
        Issue.record("the sleep was not cancelled")
      } catch {
        #expect(error is CancellationError)
      }
      return Request.id.isBound
    }
    task.cancel()
    #expect(await task.value == false)
  }

  @Test @MainActor func `a scope keeps its caller on its actor`() async {
    var count = 0
    await Request.id.withValue("r") {
      MainActor.assertIsolated()
      count += 1
      await Task.yield()
      MainActor.assertIsolated()
      count += 1
    }
    let context = Context(Request.id.bound(to: "r"))
    await context.run {
      await Task.yield()
      MainActor.assertIsolated()
      count += 1
    }
    await Context.withValues(Request.id.bound(to: "s")) {
      await Task.yield()
      MainActor.assertIsolated()
      count += 1
    }
    await Request.id.withoutValue {
      await Task.yield()
      MainActor.assertIsolated()
      count += 1
    }
    try? await ContextScope(context).run {
      await Task.yield()
      MainActor.assertIsolated()
      count += 1
    }
    #expect(count == 6)
  }

  @Test func `outside a task a thread has scopes of its own`() async throws {
    try await onThread {
      try Request.id.withValue("thread") {
        #expect(try Request.id.get() == "thread")
        let token = try Request.id.set("set")
        #expect(try Request.id.get() == "set")
        try Request.id.reset(token)
        #expect(try Request.id.get() == "thread")
      }
      #expect(!Request.id.isBound)
      #expect(refusal { try Request.id.set("x") } == .noScope)
    }
  }

  @Test func `a task that a thread starts in its scope reads and may not set`() async throws {
    let task = await onThread {
      Request.id.withValue("thread") {
        Task {
          (Request.id.get(default: "none"), refusal { try Request.id.set("x") })
        }
      }
    }
    let (value, refused) = await task.value
    #expect(value == "thread")
    #expect(refused == .notOwner)
  }
}
