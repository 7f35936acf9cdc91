// Rule 3: a task started with a context gets a snapshot and owns it.
import ContextVars
import TestSupport
import Testing

@Suite struct SpawnTests {
  @Test func `the parent's later set does not reach the child nor the child's the parent`() async throws {
    try await Request.id.withValue("parent") {
      let (go, sayGo) = AsyncStream.makeStream(of: Void.self)
      let child = Task(context: .current) {
        for await _ in go { break }
        let seen = try Request.id.get()
        try Request.id.set("child")
        return [seen, try Request.id.get()]
      }
      try Request.id.set("later")
      sayGo.yield()
      #expect(try await child.value == ["parent", "child"])
      #expect(try Request.id.get() == "later")
    }
  }

  @Test func `children of every group own their snapshots`() async throws {
    let seen = Tally()
    @Sendable func child(_ kind: String, _ index: Int) {
      do {
        guard try Request.id.get() == "parent" else { return }
        try Request.id.set("\(kind) \(index)")
        let own = try Request.id.get()
        seen.add(own)
      } catch {
        Issue.record(error)
      }
    }
    try await Request.id.withValue("parent") {
      await withTaskGroup { group in
        for index in 0..<10 { group.addTask(context: .current) { child("plain", index) } }
      }
      try await withThrowingTaskGroup { group in
        for index in 0..<10 { group.addTask(context: .current) { child("throwing", index) } }
        try await group.waitForAll()
      }
      await withDiscardingTaskGroup { group in
        for index in 0..<10 { group.addTask(context: .current) { child("discarding", index) } }
      }
      try await withThrowingDiscardingTaskGroup { group in
        for index in 0..<10 { group.addTask(context: .current) { child("both", index) } }
      }
      #expect(try Request.id.get() == "parent")
    }
    let expected = ["plain", "throwing", "discarding", "both"].flatMap { kind in
      (0..<10).map { "\(kind) \($0)" }
    }
    #expect(seen.counts == Dictionary(uniqueKeysWithValues: expected.map { ($0, 1) }))
  }

  @Test func `a task started with another context sees that context`() async {
    let other = Context().binding(Request.user, to: "u")
    await Request.id.withValue("parent") {
      let task = Task(context: other) { (Request.id.isBound, Request.user.get(default: "none")) }
      #expect(await task.value == (false, "u"))
    }
  }

  @Test func `the error of a throwing task comes through`() async {
    let task = Task(context: Context()) { () async throws -> Int in
      try Request.id.set("x")
      throw Failure(reason: 4)
    }
    await #expect(throws: Failure(reason: 4)) { try await task.value }
  }

  @Test func `a plain child of a running owner may not set`() async {
    let refused = await Task(context: .current) {
      await Task { refusal { try Request.id.set("x") } }.value
    }.value
    #expect(refused == .notOwner)
  }

  /// A task's address is reused soon after its end. An orphan in the scope of a dead owner starts plain tasks
  /// there, some of which will have the owner's address; none may be taken for the owner.
  private func refusalsAfterTheOwnersEnd(
    _ owner: (_ orphan: @escaping @Sendable () async -> [String: Int]) async -> Task<[String: Int], Never>
  ) async -> [String: Int] {
    let (ownerEnded, sayOwnerEnded) = AsyncStream.makeStream(of: Void.self)
    let orphan = await owner {
      for await _ in ownerEnded { break }
      let outcomes = Tally()
      for _ in 0..<500 {
        await Task {
          let refused = refusal { try Request.id.set("x") }
          outcomes.add(refused.map { "\($0)" } ?? "allowed")
        }.value
      }
      return outcomes.counts
    }
    sayOwnerEnded.yield()
    return await orphan.value
  }

  @Test func `a task at a dead owner's address is not the owner`() async {
    for _ in 0..<10 {
      let started = await refusalsAfterTheOwnersEnd { orphan in
        await Task(context: .current) { Task { await orphan() } }.value
      }
      #expect(started == ["notOwner": 500])
      let throwing = await refusalsAfterTheOwnersEnd { orphan in
        let task = Task(context: .current) { () async throws -> Task<[String: Int], Never> in
          Task { await orphan() }
        }
        do { return try await task.value } catch { preconditionFailure("the task threw \(error)") }
      }
      #expect(throwing == ["notOwner": 500])
      let ran = await refusalsAfterTheOwnersEnd { orphan in
        await Task.detached { Request.user.withValue("u") { Task { await orphan() } } }.value
      }
      #expect(ran == ["notOwner": 500])
      let ranLater = await refusalsAfterTheOwnersEnd { orphan in
        await Task.detached {
          await Request.user.withValue("u") {
            await Task.yield()
            return Task { await orphan() }
          }
        }.value
      }
      #expect(ranLater == ["notOwner": 500])
    }
  }

  @Test func `a thousand parents of ten children keep their own ids`() async {
    let mistakes = Tally()
    await withTaskGroup { parents in
      for parent in 0..<1_000 {
        parents.addTask(context: .current) {
          do {
            try Request.id.set("parent \(parent)")
          } catch {
            mistakes.add("\(error)")
          }
          await withTaskGroup { children in
            for child in 0..<10 {
              children.addTask(context: .current) {
                do {
                  if try Request.id.get() != "parent \(parent)" { mistakes.add("another parent's id") }
                  try Request.user.set("child \(child)")
                  await Task.yield()
                  if try Request.user.get() != "child \(child)" { mistakes.add("another child's user") }
                } catch {
                  mistakes.add("\(error)")
                }
              }
            }
          }
          if Request.user.isBound { mistakes.add("a child's set in its parent") }
        }
      }
    }
    #expect(mistakes.counts.isEmpty)
  }
}
