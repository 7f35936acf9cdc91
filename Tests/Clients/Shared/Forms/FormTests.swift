// What a task sees and may do, for each spelling that starts it.
import ContextVars
import Testing

@Suite struct FormTests {
  static let inheriting = Form.tasks + Form.isolated + Form.groups

  @Test(arguments: inheriting)
  func `a task sees the context that its file's imports ask for`(_ form: Form) async throws {
    #expect(try await form.found() == .asImported, "in \(#fileID)")
  }

  @Test func `an async let reads its parent's scope`() async throws {
    #expect(try await Form.asyncLet.found() == .plain, "in \(#fileID)")
  }

  @Test(arguments: Form.detached)
  func `a detached task starts empty`(_ form: Form) async throws {
    #expect(try await form.found() == .empty, "in \(#fileID)")
  }

  @Test(arguments: inheriting + Form.detached)
  func `a task gets its name priority and executor`(_ form: Form) async throws {
    struct Start: Sendable {
      let child: Form.Child
      let name = Task.name
      let priority = Task.basePriority
      let executor = withUnsafeCurrentTask { $0?.unownedTaskExecutor }
    }
    let gate = Gate()
    let start = try await form.value { child in
      let start = Start(child: child)
      // The rest goes through the executor, even if the task began inside the call.
      await gate.wait()
      return start
    } meanwhile: {
      gate.open()
    }
    let child = start.child
    #expect(start.name == (form.passes("name") ? child.name : nil))
    #expect((start.priority == child.priority) == form.passes("priority"))
    #expect(
      start.executor == (form.passes("executorPreference") ? child.executor.asUnownedTaskExecutor() : nil))
    #expect((child.executor.count > 0) == form.passes("executorPreference"))
  }

  /// Without `Form.isolated`: its tasks begin inside the call too, but on an actor, which they leave to call
  /// the child.
  @Test(arguments: (Form.tasks + Form.groups).filter { $0.testDescription.contains("mmediate") })
  func `an immediate task begins inside the call`(_ form: Form) async throws {
    let hasBegun = AsyncStream.makeStream(of: Void.self)
    try await form.run(Form.Child { _ in hasBegun.continuation.yield() }) {
      hasBegun.continuation.finish()
    }
    var beginnings = 0
    for await _ in hasBegun.stream { beginnings += 1 }
    #expect(beginnings == 1)
  }
}
