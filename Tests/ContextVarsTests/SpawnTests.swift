/// Rule 3: a task started with a context gets a snapshot and owns it.
import ContextVars
import Testing

@Suite struct SpawnTests {
  @Test func theParentsLaterSetDoesNotReachTheChildNorTheChildsTheParent() async throws {
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

  @Test func childrenOfEveryGroupOwnTheirSnapshots() async throws {
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

  @Test func aTaskStartedWithAnotherContextSeesThatOne() async {
    let other = Context().binding(Request.user, to: "u")
    await Request.id.withValue("parent") {
      let task = Task(context: other) { (Request.id.isBound, Request.user.get(default: "none")) }
      #expect(await task.value == (false, "u"))
    }
  }

  @Test func theErrorOfAThrowingTaskComesThroughAndItsScopeEnds() async {
    let task = Task(context: Context()) { () async throws -> Int in
      try Request.id.set("x")
      throw Failure(reason: 4)
    }
    await #expect(throws: Failure(reason: 4)) { try await task.value }
  }

  @Test func namesAndPrioritiesArePassedOn() async {
    let task = Task(context: .current, name: "courier", priority: .low) { (Task.name, Task.currentPriority) }
    // Read before anybody waits: waiting may raise the priority.
    let (name, priority) = await task.value
    #expect(name == "courier")
    #expect(priority >= .low)
    let named = await withTaskGroup { group in
      group.addTask(context: .current, name: "child") { Task.name }
      return await group.next()
    }
    #expect(named == "child")
  }

  @Test func thePlainDescendantsOfAnOwnerMayNotSetNeitherWhileItLivesNorAfter() async throws {
    let (go, sayGo) = AsyncStream.makeStream(of: Void.self)
    let orphan = await Task(context: .current) {
      try? await Task.sleep(for: .milliseconds(1))
      let living = await Task { error { () throws(ContextError) in try Request.id.set("x") } }.value
      #expect(living == .notOwner)
      return Task {
        for await _ in go { break }
        // The owner is dead, and a task at its address is likely by now.
        return error { () throws(ContextError) in try Request.id.set("x") }
      }
    }.value
    for _ in 0..<1_000 { await Task.detached {}.value }
    sayGo.yield()
    #expect(await orphan.value == .notOwner)
  }

  @Test @MainActor func aTaskKeepsTheActorOfThePlaceWhereItIsWritten() async {
    await Task(context: .current) { MainActor.assertIsolated() }.value
    let throwing = Task(context: .current) { () async throws -> Bool in
      MainActor.assertIsolated()
      return true
    }
    #expect((try? await throwing.value) == true)
  }

  @Test func tasksReachAnActorInTheOrderInWhichTheyWereStarted() async {
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

  @Test func aThousandParentsOfTenChildrenKeepTheirOwnIds() async {
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
