// The functions that add a task to a `ThrowingDiscardingTaskGroup`, each in several spellings.
#if IMPORTS_IMPLICIT
  import ContextVarsImplicit
#elseif IMPORTS_OTHER_SIGNATURES
  import OtherSignatures
#endif

extension Form {
  private init<Added>(
    group name: String,
    add: @escaping @Sendable (inout ThrowingDiscardingTaskGroup<any Error>, Child) -> Added
  ) {
    self.init("ThrowingDiscardingTaskGroup.\(name)") { child, meanwhile in
      try await withThrowingDiscardingTaskGroup { group in
        _ = add(&group, child)
        await meanwhile()
      }
    }
  }

  static let throwingDiscardingTaskGroups: [Form] = [
    Form(group: "addTask") { group, child in
      group.addTask { try await child.throwing() }
    },
    Form(group: "addTask(name:)") { group, child in
      group.addTask(name: child.name) { try await child.throwing() }
    },
    Form(group: "addTask(priority:)") { group, child in
      group.addTask(priority: child.priority) { try await child.throwing() }
    },
    Form(group: "addTask(name:priority:)") { group, child in
      group.addTask(name: child.name, priority: child.priority) { try await child.throwing() }
    },
    Form(group: "addTask(executorPreference:)") { group, child in
      group.addTask(executorPreference: child.executor) { try await child.throwing() }
    },
    Form(group: "addTask(executorPreference:priority:)") { group, child in
      group.addTask(executorPreference: child.executor, priority: child.priority) {
        try await child.throwing()
      }
    },
    Form(group: "addTask(name:executorPreference:)") { group, child in
      group.addTask(name: child.name, executorPreference: child.executor) { try await child.throwing() }
    },
    Form(group: "addTask(name:executorPreference:priority:)") { group, child in
      group.addTask(name: child.name, executorPreference: child.executor, priority: child.priority) {
        try await child.throwing()
      }
    },
    Form(group: "addTask, not throwing") { group, child in
      group.addTask { await child() }
    },
    Form(group: "addTask, of a function") { group, child in
      group.addTask(operation: child.throwing)
    },
    Form(group: "addTaskUnlessCancelled") { group, child in
      group.addTaskUnlessCancelled { try await child.throwing() }
    },
    Form(group: "addTaskUnlessCancelled(name:)") { group, child in
      group.addTaskUnlessCancelled(name: child.name) { try await child.throwing() }
    },
    Form(group: "addTaskUnlessCancelled(priority:)") { group, child in
      group.addTaskUnlessCancelled(priority: child.priority) { try await child.throwing() }
    },
    Form(group: "addTaskUnlessCancelled(name:priority:)") { group, child in
      group.addTaskUnlessCancelled(name: child.name, priority: child.priority) { try await child.throwing() }
    },
    Form(group: "addTaskUnlessCancelled(executorPreference:)") { group, child in
      group.addTaskUnlessCancelled(executorPreference: child.executor) { try await child.throwing() }
    },
    Form(group: "addTaskUnlessCancelled(executorPreference:priority:)") { group, child in
      group.addTaskUnlessCancelled(executorPreference: child.executor, priority: child.priority) {
        try await child.throwing()
      }
    },
    Form(group: "addTaskUnlessCancelled(name:executorPreference:)") { group, child in
      group.addTaskUnlessCancelled(name: child.name, executorPreference: child.executor) {
        try await child.throwing()
      }
    },
    Form(group: "addTaskUnlessCancelled(name:executorPreference:priority:)") { group, child in
      group.addTaskUnlessCancelled(
        name: child.name, executorPreference: child.executor, priority: child.priority
      ) { try await child.throwing() }
    },
    Form(group: "addTaskUnlessCancelled, not throwing") { group, child in
      group.addTaskUnlessCancelled { await child() }
    },
    Form(group: "addTaskUnlessCancelled, of a function") { group, child in
      group.addTaskUnlessCancelled(operation: child.throwing)
    },
    Form(group: "addImmediateTask") { group, child in
      group.addImmediateTask { try await child.throwing() }
    },
    Form(group: "addImmediateTask(name:)") { group, child in
      group.addImmediateTask(name: child.name) { try await child.throwing() }
    },
    Form(group: "addImmediateTask(priority:)") { group, child in
      group.addImmediateTask(priority: child.priority) { try await child.throwing() }
    },
    Form(group: "addImmediateTask(name:priority:executorPreference:)") { group, child in
      group.addImmediateTask(name: child.name, priority: child.priority, executorPreference: child.executor) {
        try await child.throwing()
      }
    },
    Form(group: "addImmediateTaskUnlessCancelled") { group, child in
      group.addImmediateTaskUnlessCancelled { try await child.throwing() }
    },
    Form(group: "addImmediateTaskUnlessCancelled(name:)") { group, child in
      group.addImmediateTaskUnlessCancelled(name: child.name) { try await child.throwing() }
    },
    Form(group: "addImmediateTaskUnlessCancelled(priority:)") { group, child in
      group.addImmediateTaskUnlessCancelled(priority: child.priority) { try await child.throwing() }
    },
    Form(group: "addImmediateTaskUnlessCancelled(name:priority:executorPreference:)") { group, child in
      group.addImmediateTaskUnlessCancelled(
        name: child.name, priority: child.priority, executorPreference: child.executor
      ) { try await child.throwing() }
    },
  ]
}
