// The functions that add a task to a `TaskGroup`, each in several spellings.
import Testing

#if IMPORTS_IMPLICIT
  import ContextVarsImplicit
#elseif IMPORTS_OTHER_SIGNATURES
  import OtherSignatures
#endif

extension Form {
  private init<Added>(
    group name: String, add: @escaping @Sendable (inout TaskGroup<Void>, Child) -> Added
  ) {
    self.init("TaskGroup.\(name)") { child, meanwhile in
      await withTaskGroup(of: Void.self) { group in
        _ = add(&group, child)
        await meanwhile()
      }
    }
  }

  static let taskGroups: [Form] = [
    Form(group: "addTask") { group, child in
      group.addTask { await child() }
    },
    Form(group: "addTask(name:)") { group, child in
      group.addTask(name: child.name) { await child() }
    },
    Form(group: "addTask(priority:)") { group, child in
      group.addTask(priority: child.priority) { await child() }
    },
    Form(group: "addTask(name:priority:)") { group, child in
      group.addTask(name: child.name, priority: child.priority) { await child() }
    },
    Form(group: "addTask(executorPreference:)") { group, child in
      group.addTask(executorPreference: child.executor) { await child() }
    },
    Form(group: "addTask(executorPreference:priority:)") { group, child in
      group.addTask(executorPreference: child.executor, priority: child.priority) { await child() }
    },
    Form(group: "addTask(name:executorPreference:)") { group, child in
      group.addTask(name: child.name, executorPreference: child.executor) { await child() }
    },
    Form(group: "addTask(name:executorPreference:priority:)") { group, child in
      group.addTask(name: child.name, executorPreference: child.executor, priority: child.priority) {
        await child()
      }
    },
    Form(group: "addTask, of a function") { group, child in
      group.addTask(operation: child.callAsFunction)
    },
    Form(group: "addTaskUnlessCancelled") { group, child in
      group.addTaskUnlessCancelled { await child() }
    },
    Form(group: "addTaskUnlessCancelled(name:)") { group, child in
      group.addTaskUnlessCancelled(name: child.name) { await child() }
    },
    Form(group: "addTaskUnlessCancelled(priority:)") { group, child in
      group.addTaskUnlessCancelled(priority: child.priority) { await child() }
    },
    Form(group: "addTaskUnlessCancelled(name:priority:)") { group, child in
      group.addTaskUnlessCancelled(name: child.name, priority: child.priority) { await child() }
    },
    Form(group: "addTaskUnlessCancelled(executorPreference:)") { group, child in
      group.addTaskUnlessCancelled(executorPreference: child.executor) { await child() }
    },
    Form(group: "addTaskUnlessCancelled(executorPreference:priority:)") { group, child in
      group.addTaskUnlessCancelled(executorPreference: child.executor, priority: child.priority) {
        await child()
      }
    },
    Form(group: "addTaskUnlessCancelled(name:executorPreference:)") { group, child in
      group.addTaskUnlessCancelled(name: child.name, executorPreference: child.executor) { await child() }
    },
    Form(group: "addTaskUnlessCancelled(name:executorPreference:priority:)") { group, child in
      group.addTaskUnlessCancelled(
        name: child.name, executorPreference: child.executor, priority: child.priority
      ) { await child() }
    },
    Form(group: "addTaskUnlessCancelled, of a function") { group, child in
      group.addTaskUnlessCancelled(operation: child.callAsFunction)
    },
    Form(group: "addImmediateTask") { group, child in
      group.addImmediateTask { await child() }
    },
    Form(group: "addImmediateTask(name:)") { group, child in
      group.addImmediateTask(name: child.name) { await child() }
    },
    Form(group: "addImmediateTask(priority:)") { group, child in
      group.addImmediateTask(priority: child.priority) { await child() }
    },
    Form(group: "addImmediateTask(name:priority:executorPreference:)") { group, child in
      group.addImmediateTask(name: child.name, priority: child.priority, executorPreference: child.executor) {
        await child()
      }
    },
    Form(group: "addImmediateTaskUnlessCancelled") { group, child in
      group.addImmediateTaskUnlessCancelled { await child() }
    },
    Form(group: "addImmediateTaskUnlessCancelled(name:)") { group, child in
      group.addImmediateTaskUnlessCancelled(name: child.name) { await child() }
    },
    Form(group: "addImmediateTaskUnlessCancelled(priority:)") { group, child in
      group.addImmediateTaskUnlessCancelled(priority: child.priority) { await child() }
    },
    Form(group: "addImmediateTaskUnlessCancelled(name:priority:executorPreference:)") { group, child in
      group.addImmediateTaskUnlessCancelled(
        name: child.name, priority: child.priority, executorPreference: child.executor
      ) { await child() }
    },
    Form("TaskGroup, with results") { child, meanwhile in
      await withTaskGroup { group in
        group.addTask {
          await child()
          return child.name
        }
        await meanwhile()
        for await name in group { #expect(name == child.name) }
      }
    },
  ]
}
