// A cancelled group takes no task that is added with one of the functions `add…UnlessCancelled`.
import ContextVars
import Testing

#if IMPORTS_IMPLICIT
  import ContextVarsImplicit
#elseif IMPORTS_OTHER_SIGNATURES
  import OtherSignatures
#endif

@Suite struct CancelledGroupTests {
  private let executor = CountingExecutor()

  @Sendable private static func refused() { Issue.record("a cancelled group has started a task") }

  @Test func `a cancelled task group refuses tasks added unless cancelled`() async throws {
    let started = await withTaskGroup(of: Void.self) { group in
      group.cancelAll()
      return [
        group.addTaskUnlessCancelled { Self.refused() },
        group.addTaskUnlessCancelled(name: "a") { Self.refused() },
        group.addTaskUnlessCancelled(executorPreference: executor) { Self.refused() },
        group.addTaskUnlessCancelled(name: "a", executorPreference: executor) { Self.refused() },
        group.addImmediateTaskUnlessCancelled { Self.refused() },
      ]
    }
    #expect(!started.contains(true))
  }

  @Test func `a cancelled throwing task group refuses tasks added unless cancelled`() async throws {
    let started = try await withThrowingTaskGroup(of: Void.self) { group in
      group.cancelAll()
      let started = [
        group.addTaskUnlessCancelled { Self.refused() },
        group.addTaskUnlessCancelled(name: "a") { Self.refused() },
        group.addTaskUnlessCancelled(executorPreference: executor) { Self.refused() },
        group.addTaskUnlessCancelled(name: "a", executorPreference: executor) { Self.refused() },
        group.addImmediateTaskUnlessCancelled { Self.refused() },
      ]
      try await group.waitForAll()
      return started
    }
    #expect(!started.contains(true))
  }

  @Test func `a cancelled discarding task group refuses tasks added unless cancelled`() async throws {
    let started = await withDiscardingTaskGroup { group in
      group.cancelAll()
      return [
        group.addTaskUnlessCancelled { Self.refused() },
        group.addTaskUnlessCancelled(name: "a") { Self.refused() },
        group.addTaskUnlessCancelled(executorPreference: executor) { Self.refused() },
        group.addTaskUnlessCancelled(name: "a", executorPreference: executor) { Self.refused() },
        group.addImmediateTaskUnlessCancelled { Self.refused() },
      ]
    }
    #expect(!started.contains(true))
  }

  @Test func `a cancelled throwing discarding task group refuses tasks added unless cancelled`() async throws
  {
    let started = try await withThrowingDiscardingTaskGroup { group in
      group.cancelAll()
      return [
        group.addTaskUnlessCancelled { Self.refused() },
        group.addTaskUnlessCancelled(name: "a") { Self.refused() },
        group.addTaskUnlessCancelled(executorPreference: executor) { Self.refused() },
        group.addTaskUnlessCancelled(name: "a", executorPreference: executor) { Self.refused() },
        group.addImmediateTaskUnlessCancelled { Self.refused() },
      ]
    }
    #expect(!started.contains(true))
  }

  @Test func `a cancelled group still takes a task that is added by addTask`() async {
    let isCancelled = await withTaskGroup(of: Bool.self) { group in
      group.cancelAll()
      group.addTask { Task.isCancelled }
      return await group.next()
    }
    #expect(isCancelled == true)
  }
}
