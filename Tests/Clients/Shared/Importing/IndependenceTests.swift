// Effects of importing ContextVarsImplicit beyond those that the forms show.
import ContextVars
import ContextVarsImplicit
import Synchronization
import Testing

@Suite(.enabled(if: Imports.isInForce)) struct IndependenceTests {
  @Test func `a task that is started outside any scope may set`() async {
    #expect(await Task.detached { await Task { Found() }.value }.value == Found("-", own: "child"))
  }

  @Test func `a task hands on what it has set`() async throws {
    let ids = try await Request.id.withValue("parent") {
      try await Task {
        try Request.id.set("child")
        return try await withThrowingTaskGroup { group in
          group.addTask {
            let id = Request.id.get()
            try Request.id.set("grandchild")
            return [id, Request.id.get()]
          }
          let ids = try await group.next() ?? []
          return ids + [Request.id.get()]
        }
      }.value
    }
    #expect(ids == ["child", "grandchild", "child"])
  }

  @Test func `policies apply to plain tasks that own a snapshot`() async {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })
    await Context(lock.bound(to: "held"), span.bound(to: "root")).run {
      #expect(await Task { "\(lock.get()) \(span.get())" }.value == "none root/child")
      let seen = await withTaskGroup { group in
        group.addTask { "\(lock.get()) \(span.get())" }
        return await group.next()
      }
      #expect(seen == "none root/child")
    }
  }

  @Test func `a task that is started with a label does what its label says`() async throws {
    let scope = ContextScope(Context(Request.id.bound(to: "in the scope")))
    try await Request.id.withValue("parent") {
      #expect(await Task(context: .empty) { Request.id.get() }.value == "-")
      #expect(try await Task(scope: scope) { Request.id.get() }.value == "in the scope")
      _ = try await Task(inheriting: .share) { try Request.id.set("shared") }.value
      #expect(Request.id.get() == "shared")
      let seen = try await withThrowingTaskGroup { group in
        group.addTask(context: .empty) { Request.id.get() }
        try group.addTask(scope: scope) { Request.id.get() }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(seen == ["-", "in the scope"])
    }
  }

  private final class Mistakes: Sendable {
    private let counted = Atomic(0)

    var sum: Int { counted.load(ordering: .relaxed) }

    func count(_ isMistake: Bool) {
      if isMistake { counted.add(1, ordering: .relaxed) }
    }
  }

  @Test func `a thousand parents of ten children keep their own ids`() async {
    let mistakes = Mistakes()
    await withDiscardingTaskGroup { parents in
      for parent in 0..<1_000 {
        parents.addTask {
          mistakes.count((try? Request.id.set("parent \(parent)")) == nil)
          await withTaskGroup { children in
            for child in 0..<10 {
              children.addTask {
                mistakes.count(Request.id.get() != "parent \(parent)")
                mistakes.count((try? Request.id.set("child \(child)")) == nil)
                await Task.yield()
                mistakes.count(Request.id.get() != "child \(child)")
              }
            }
          }
          mistakes.count(Request.id.get() != "parent \(parent)")
        }
      }
    }
    #expect(mistakes.sum == 0)
  }
}
