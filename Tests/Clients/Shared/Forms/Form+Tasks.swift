// Spellings of `Task.init` and `Task.immediate`; also of `async let` and detached tasks, for comparison.
#if IMPORTS_IMPLICIT
  import ContextVarsImplicit
#elseif IMPORTS_OTHER_SIGNATURES
  import OtherSignatures
#endif

extension Form {
  static let groups = taskGroups + throwingTaskGroups + discardingTaskGroups + throwingDiscardingTaskGroups

  static let tasks: [Form] = [
    Form("Task") { child in Task { await child() } },
    Form("Task.init") { child in Task.init { await child() } },
    Form("Task, by its type") { child in
      let task: Task<Void, Never> = .init { await child() }
      return task
    },
    Form("Task<Void, Never>") { child in Task<Void, Never> { await child() } },
    Form("Task<Int, any Error>") { child in
      Task<Int, any Error> {
        await child()
        return 1
      }
    },
    Form("Task, with a result") { child in
      Task {
        await child()
        return child.name
      }
    },
    Form("Task, throwing") { child in Task { try await child.throwing() } },
    Form("Task, throwing, with a result") { child in
      Task {
        guard !Task.isCancelled else { throw CancellationError() }
        await child()
        return child.name
      }
    },
    Form("Task, of a function") { child in Task(operation: child.callAsFunction) },
    Form("Task, of a throwing function") { child in Task(operation: child.throwing) },
    Form("Task, its result discarded") { child, meanwhile in
      let ended = Gate()
      Task {
        await child()
        ended.open()
      }
      await meanwhile()
      await ended.wait()
    },
    Form("Task(name:)") { child in Task(name: child.name) { await child() } },
    Form("Task(name:), throwing") { child in Task(name: child.name) { try await child.throwing() } },
    Form("Task(priority:)") { child in Task(priority: child.priority) { await child() } },
    Form("Task(priority:), throwing") { child in
      Task(priority: child.priority) { try await child.throwing() }
    },
    Form("Task(name:priority:)") { child in
      Task(name: child.name, priority: child.priority) { await child() }
    },
    Form("Task(name:priority:), throwing") { child in
      Task(name: child.name, priority: child.priority) { try await child.throwing() }
    },
    Form("Task, with no executor") { child in Task(executorPreference: nil) { await child() } },
    Form("Task(executorPreference:)") { child in
      Task(executorPreference: child.executor) { await child() }
    },
    Form("Task(executorPreference:), throwing") { child in
      Task(executorPreference: child.executor) { try await child.throwing() }
    },
    Form("Task(name:executorPreference:priority:)") { child in
      Task(name: child.name, executorPreference: child.executor, priority: child.priority) { await child() }
    },
    Form("Task(name:executorPreference:priority:), throwing") { child in
      Task(name: child.name, executorPreference: child.executor, priority: child.priority) {
        try await child.throwing()
      }
    },
    Form("Task, on the main actor") { child in
      Task { @MainActor in
        MainActor.assertIsolated()
        await child()
      }
    },
    Form("Task(name:priority:), on the main actor, throwing") { child in
      Task(name: child.name, priority: child.priority) { @MainActor in
        MainActor.assertIsolated()
        try await child.throwing()
      }
    },
    Form("Task, sent an object") { child in
      final class Counter { var count = 0 }
      let counter = Counter()
      return Task {
        counter.count += 1
        await child()
        return counter.count
      }
    },
    Form("Task, in a task") { child in
      Task {
        await child()
        return await Task { child.name }.value
      }
    },
    Form("Task.immediate") { child in Task.immediate { await child() } },
    Form("Task<Void, Never>.immediate") { child in Task<Void, Never>.immediate { await child() } },
    Form("Task.immediate, with a result") { child in
      Task.immediate {
        await child()
        return child.name
      }
    },
    Form("Task.immediate, throwing") { child in Task.immediate { try await child.throwing() } },
    Form("Task.immediate, of a function") { child in Task.immediate(operation: child.callAsFunction) },
    Form("Task.immediate, its result discarded") { child, meanwhile in
      let ended = Gate()
      Task.immediate {
        await child()
        ended.open()
      }
      await meanwhile()
      await ended.wait()
    },
    Form("Task.immediate(name:)") { child in Task.immediate(name: child.name) { await child() } },
    Form("Task.immediate(priority:), throwing") { child in
      Task.immediate(priority: child.priority) { try await child.throwing() }
    },
    Form("Task.immediate(name:priority:executorPreference:)") { child in
      Task.immediate(name: child.name, priority: child.priority, executorPreference: child.executor) {
        await child()
      }
    },
    Form("Task.immediate(executorPreference:), throwing") { child in
      Task.immediate(executorPreference: child.executor) { try await child.throwing() }
    },
  ]

  /// A spelling that ContextVarsImplicit leaves unchanged: the task inherits.
  static let asyncLet = Form("async let") { child, meanwhile in
    async let ended: Void = child()
    await meanwhile()
    await ended
  }

  /// Spellings that ContextVarsImplicit leaves unchanged: the tasks start empty.
  static let detached: [Form] = [
    Form("Task.detached") { child in Task.detached { await child() } },
    Form("Task.detached, throwing") { child in Task.detached { try await child.throwing() } },
    Form("Task.detached(name:priority:)") { child in
      Task.detached(name: child.name, priority: child.priority) { await child() }
    },
    Form("Task.detached(executorPreference:)") { child in
      Task.detached(executorPreference: child.executor) { await child() }
    },
    Form("Task.immediateDetached") { child in Task.immediateDetached { await child() } },
    Form("Task.immediateDetached, throwing") { child in
      Task.immediateDetached { try await child.throwing() }
    },
  ]
}
