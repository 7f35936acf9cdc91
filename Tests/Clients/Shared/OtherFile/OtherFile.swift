// A file that imports ContextVarsImplicit exactly when the other files of its module do not: the import of
// one file must not reach another.
import ContextVars
import Testing

#if !IMPORTS_IMPLICIT
  import ContextVarsImplicit
#endif

@Suite struct OtherFileTests {
  private static let forms: [Form] = [
    Form("Task") { child in Task { await child() } },
    Form("Task, throwing") { child in Task { try await child.throwing() } },
    Form("Task(name:priority:)") { child in Task(name: child.name, priority: child.priority) { await child() }
    },
    Form("Task(executorPreference:)") { child in Task(executorPreference: child.executor) { await child() } },
    Form("Task, on the main actor") { child in Task { @MainActor in await child() } },
    Form("Task.immediate") { child in Task.immediate { await child() } },
    Form("TaskGroup.addTask") { child, meanwhile in
      await withTaskGroup { group in
        group.addTask { await child() }
        await meanwhile()
      }
    },
    Form("ThrowingTaskGroup.addTask(name:)") { child, meanwhile in
      try await withThrowingTaskGroup { group in
        group.addTask(name: child.name) { try await child.throwing() }
        await meanwhile()
        try await group.waitForAll()
      }
    },
    Form("DiscardingTaskGroup.addTaskUnlessCancelled") { child, meanwhile in
      await withDiscardingTaskGroup { group in
        #expect(group.addTaskUnlessCancelled { await child() })
        await meanwhile()
      }
    },
    Form("ThrowingDiscardingTaskGroup.addImmediateTask") { child, meanwhile in
      try await withThrowingDiscardingTaskGroup { group in
        group.addImmediateTask { try await child.throwing() }
        await meanwhile()
      }
    },
  ]

  @Test(arguments: forms)
  func `a task sees the context that this file's imports ask for`(_ form: Form) async throws {
    let asked = !Imports.implicit && Imports.isInForce ? Found.pinned : .plain
    #expect(try await form.found() == asked, "in \(#fileID)")
  }
}
