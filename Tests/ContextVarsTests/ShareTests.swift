// `.share`: one scope that several tasks own.
import ContextVars
import TestSupport
import Testing

@Suite struct ShareTests {
  @Test func `what any sharer sets is visible to all`() async throws {
    let variables = (0..<40).map { ContextVar("own \($0)", default: 0) }
    let common = ContextVar("common", default: 0)
    try await common.withValue(1) {
      try await withThrowingDiscardingTaskGroup { group in
        for variable in variables {
          group.addTask(inheriting: .share) {
            for round in 1...50 {
              try variable.set(round)
              let token = try common.set(round)
              await Task.yield()
              if variable.get() != round { throw Failure(reason: round) }
              try common.reset(token)
              _ = try variable.unset()
              if variable.isBound { throw Failure(reason: -round) }
            }
            try variable.set(1_000)
          }
        }
      }
      #expect(variables.map { $0.get() } == Array(repeating: 1_000, count: 40))
      #expect(Context.current.count == 41)
    }
  }

  @Test func `plain children of a sharer read and may not set`() async throws {
    try await Request.id.withValue("parent") {
      let outcome = try await Task(inheriting: .share) {
        try Request.id.set("sharer")
        return await Task {
          (Request.id.get(default: "-"), refusal { try Request.id.set("x") })
        }.value
      }.value
      #expect(outcome == ("sharer", .notOwner))
    }
  }

  /// For the thread sanitizer: a task that may not set reads nothing that its parent may be changing.
  @Test func `a plain child is refused while its parent begins to share`() async throws {
    for _ in 0..<200 {
      try await Request.id.withValue("parent") {
        let child = Task {
          (0..<20).allSatisfy { _ in
            refusal { try Request.id.set("x") } == .notOwner
          }
        }
        await Task.yield()
        let seen = try await Task(inheriting: .share) { try Request.id.get() }.value
        #expect(seen == "parent")
        #expect(await child.value)
      }
    }
  }

  @Test func `a shared scope stays open for the task after its parent has left`() async throws {
    let scope = ContextScope(Context(Request.id.bound(to: "before")))
    let (left, tried) = (Gate(), Gate())
    let task = try scope.run {
      Task(inheriting: .share) {
        await left.wait()
        let seen = try Request.id.get()
        try Request.id.set("from the task")
        tried.open()
        return seen
      }
    }
    #expect(refusal { try scope.enterForTest() } == .scopeAlreadyEntered)
    #expect(scope.snapshot[Request.id] == "before")
    left.open()
    #expect(try await task.value == "before")
    #expect(scope.snapshot[Request.id] == "from the task")
    #expect(try scope.run { try Request.id.get() } == "from the task", "the last sharer has left")
  }

  @Test func `a sharer keeps the scope of a withValue that has ended`() async throws {
    let left = Gate()
    let task = Request.id.withValue("bound") {
      Task(inheriting: .share) {
        await left.wait()
        try Request.user.set("u")
        return [try Request.id.get(), try Request.user.get()]
      }
    }
    left.open()
    #expect(try await task.value == ["bound", "u"])
  }

  @Test func `a task that may not set can share only read access`() async throws {
    await Request.id.withValue("parent") {
      let outcome = await Task {
        await Task(inheriting: .share) {
          (Request.id.get(default: "-"), refusal { try Request.id.set("x") })
        }.value
      }.value
      #expect(outcome == ("parent", .notOwner))
      let detached = await Task {
        await Task.detached(inheriting: .share) {
          (Request.id.get(default: "-"), refusal { try Request.id.set("x") })
        }.value
      }.value
      #expect(detached == ("parent", .notOwner))
    }
  }

  @Test func `outside any scope a sharer opens one`() async throws {
    let seen = try await Task.detached {
      try await Task(inheriting: .share) {
        try await Task(inheriting: .share) { _ = try Request.id.set("inner") }.value
        return try Request.id.get()
      }.value
    }.value
    #expect(seen == "inner")
  }

  @Test func `a token of one sharer can be used by another`() async throws {
    try await Request.id.withValue("before") {
      let token = try await Task(inheriting: .share) { try Request.id.set("child") }.value
      #expect(try Request.id.get() == "child")
      try Request.id.reset(token)
      #expect(try Request.id.get() == "before")
    }
  }

  @Test func `each sharer has its own values of a never variable`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    try await lock.withValue("parent's") { () async throws in
      let (bound, changed) = (Gate(), Gate())
      let task = Task(inheriting: .share) {
        var seen = [lock.get(), "\(lock.explanation.cause)"]
        let token = try lock.set("child's")
        seen += [lock.get(), token.oldValue ?? "nothing", Context.current[lock] ?? "nothing"]
        seen.append(await Task { lock.get() }.value)
        seen.append(await Task(context: .current) { lock.get() }.value)
        seen.append(await Task(inheriting: .share) { lock.get() }.value)
        bound.open()
        await changed.wait()
        seen.append(lock.get())
        return seen
      }
      await bound.wait()
      #expect(lock.get() == "parent's")
      #expect(Context.current[lock] == "parent's")
      try lock.set("parent's second")
      changed.open()
      let seen = try await task.value
      #expect(
        seen == [
          "none", "stoppedByPolicy", "child's", "nothing", "child's", "none", "none", "none", "child's",
        ])
      #expect(lock.get() == "parent's second")
      let later = await Task(inheriting: .share) { lock.get() }.value
      #expect(later == "none", "at the address of the first, perhaps")
    }
  }

  @Test func `the values of a never variable end with their sharer`() async throws {
    final class Held: Sendable {}
    let lock = ContextVar("lock", of: Held.self, inheritance: .never)
    try await Request.id.withValue("parent") {
      let watched = try await Task(inheriting: .share) {
        let held = Held()
        try lock.set(held)
        return Weak(held)
      }.value
      #expect(watched.object == nil)
    }
  }

  @Test func `a task at the address of a dead sharer is no owner`() async throws {
    try await Request.id.withValue("parent") { () async throws in
      try await Task(inheriting: .share) { _ = try Request.id.set("sharer") }.value
      let outcomes = Tally()
      for _ in 0..<500 {
        await Task {
          let refused = refusal { try Request.id.set("x") }
          outcomes.add(refused.map { "\($0)" } ?? "allowed")
        }.value
      }
      #expect(outcomes.counts == ["notOwner": 500])
    }
  }

  @Test func `watchers of a scope hear each sharer come and go`() async throws {
    let scope = ContextScope(Context())
    let heard = Tally()
    let watch = scope.watch { event in
      switch event {
      case .enter: heard.add("enter")
      case .leave: heard.add("leave")
      case .change(_, let variable, _, _): heard.add(variable.name)
      }
    }
    try await scope.run {
      try await withThrowingDiscardingTaskGroup { group in
        for _ in 0..<3 { group.addTask(inheriting: .share) { try Request.id.set("x") } }
      }
    }
    watch.cancel()
    #expect(heard.counts == ["enter": 4, "leave": 4, "request-id": 3])
  }

  @Test func `a cancelled group that refuses a task leaves the task's scope`() async throws {
    let scope = ContextScope(Context(Request.id.bound(to: "r")))
    let other = ContextScope()
    try await scope.run {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.cancelAll()
        #expect(!group.addTaskUnlessCancelled(inheriting: .share) {})
        #expect(!group.addTaskUnlessCancelled(context: .current) {})
        let entered = try group.addTaskUnlessCancelled(scope: other) {}
        #expect(!entered)
        let immediate = try group.addImmediateTaskUnlessCancelled(scope: other) {}
        #expect(!immediate)
        #expect(!group.addImmediateTaskUnlessCancelled(inheriting: .share) {})
      }
    }
    #expect(throws: Never.self) { try scope.run {} }
    #expect(throws: Never.self) { try other.run {} }
  }

  @Test func `a token for a never variable is of no use to another sharer`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    try await Request.id.withValue("r") {
      let token = try await Task(inheriting: .share) {
        try lock.set("the child's")
        return try lock.set("the child's second")
      }.value
      #expect(refusal { try lock.reset(token) } == .tokenOfAnotherContext)
      #expect(!lock.isBound)
      #expect(!token.isUsed)
    }
  }

  @Test func `the task that begins to share keeps its tokens and values of a never variable`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let scope = ContextScope(Context(lock.bound(to: "the scope's")))
    try await scope.run {
      let before = try lock.set("mine")
      let during = try await Task(inheriting: .share) { try lock.set("the child's") }.value
      #expect(lock.get() == "mine")
      let after = try lock.set("mine, later")
      #expect(refusal { try lock.reset(during) } == .tokenOfAnotherContext)
      try lock.reset(after)
      #expect(lock.get() == "mine")
      try lock.reset(before)
      #expect(lock.get() == "the scope's")
    }
    #expect(scope.snapshot[lock] == "the scope's", "the value of the task that began to share is back")
  }

  @Test func `all sharers share one value of a fork variable`() async throws {
    let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })
    try await span.withValue("root") { () async throws in
      try await Task(inheriting: .share) { _ = try span.set(span.get() + ", set by the child") }.value
      #expect(span.get() == "root, set by the child")
    }
  }

  @Test func `the cause for a variable that a sharer itself has unset is notBoundHere`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    try await lock.withValue("parent's") { () async throws in
      let causes = try await Task(inheriting: .share) {
        let before = lock.explanation.cause
        try lock.set("mine")
        try lock.unset()
        return [before, lock.explanation.cause]
      }.value
      #expect(causes == [.stoppedByPolicy, .notBoundHere])
      try lock.unset()
      #expect(lock.explanation.cause == .notBoundHere)
    }
  }

  @Test func `the changes of a shared scope include those of all sharers`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    try await Context.withValues(Request.id.bound(to: "r"), lock.bound(to: "mine")) {
      let base = Context.current
      try await Task(inheriting: .share) {
        try Request.user.set("u")
        try lock.set("the child's")
        #expect(Context.current[lock] == "the child's")
      }.value
      let changes = Context.current.changes(since: base)
      #expect(changes.added == Context(Request.user.bound(to: "u")))
      #expect(changes.replaced.isEmpty && changes.removed.isEmpty)
    }
  }

  /// Sharing needs the scope's map, and so do the plain children.
  @Test func `the scope of a withValue may be shared while plain children read it`() async throws {
    let (variable, other) = (ContextVar("variable", default: 0), ContextVar("other", default: 0))
    for round in 1...500 {
      let seen = try await variable.withValue(round) {
        async let first = Context.current
        async let second = Context.current
        try await Task(inheriting: .share) { _ = try other.set(round) }.value
        return await [first[variable], second[variable], Context.current[variable], Context.current[other]]
      }
      #expect(seen == [round, round, round, round])
    }
  }
}

extension ContextScope {
  /// Enters the scope, and leaves it at once.
  fileprivate func enterForTest() throws(ContextError) {
    do { try run {} } catch let error as ContextError { throw error } catch {
      preconditionFailure("\(error)")
    }
  }
}
