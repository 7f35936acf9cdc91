/// The ways to start a task that is in no group.
import ContextVars

extension Way {
  private init<E: Error>(
    task name: String,
    _ start: @escaping @Sendable (Gift, @escaping Child) throws -> Task<Void, E>
  ) {
    testDescription = name
    isDetached = name.contains("etached")
    isImmediate = name.contains("mmediate")
    run = { gift, child, meanwhile in
      let task = try start(gift, child)
      try await meanwhile()
      try await task.value
    }
  }

  static let tasks: [Way] = [
    Way(task: "Task") { gift, child in
      switch gift {
      case .nothing: Task { await child() }
      case .context(let context): Task(context: context) { await child() }
      case .scope(let scope): try Task(scope: scope) { await child() }
      case .inheriting(let inheritance): Task(inheriting: inheritance) { await child() }
      }
    },
    Way(task: "Task.detached") { gift, child in
      switch gift {
      case .nothing: Task.detached { await child() }
      case .context(let context): Task.detached(context: context) { await child() }
      case .scope(let scope): try Task.detached(scope: scope) { await child() }
      case .inheriting(let inheritance): Task.detached(inheriting: inheritance) { await child() }
      }
    },
    Way(task: "Task.immediate") { gift, child in
      switch gift {
      case .nothing: Task.immediate { await child() }
      case .context(let context): Task.immediate(context: context) { await child() }
      case .scope(let scope): try Task.immediate(scope: scope) { await child() }
      case .inheriting(let inheritance): Task.immediate(inheriting: inheritance) { await child() }
      }
    },
    Way(task: "Task.immediateDetached") { gift, child in
      switch gift {
      case .nothing: Task.immediateDetached { await child() }
      case .context(let context): Task.immediateDetached(context: context) { await child() }
      case .scope(let scope): try Task.immediateDetached(scope: scope) { await child() }
      case .inheriting(let inheritance): Task.immediateDetached(inheriting: inheritance) { await child() }
      }
    },
    Way(task: "Task(executorPreference:)") { gift, child in
      switch gift {
      case .nothing: Task(executorPreference: globalConcurrentExecutor) { await child() }
      case .context(let context):
        Task(context: context, executorPreference: globalConcurrentExecutor) { await child() }
      case .scope(let scope):
        try Task(scope: scope, executorPreference: globalConcurrentExecutor) { await child() }
      case .inheriting(let inheritance):
        Task(inheriting: inheritance, executorPreference: globalConcurrentExecutor) { await child() }
      }
    },
    Way(task: "Task.detached(executorPreference:)") { gift, child in
      switch gift {
      case .nothing: Task.detached(executorPreference: globalConcurrentExecutor) { await child() }
      case .context(let context):
        Task.detached(context: context, executorPreference: globalConcurrentExecutor) { await child() }
      case .scope(let scope):
        try Task.detached(scope: scope, executorPreference: globalConcurrentExecutor) { await child() }
      case .inheriting(let inheritance):
        Task.detached(inheriting: inheritance, executorPreference: globalConcurrentExecutor) { await child() }
      }
    },
    Way(task: "Task, throwing") { gift, child in
      switch gift {
      case .nothing: Task { () async throws in await child() }
      case .context(let context): Task(context: context) { () async throws in await child() }
      case .scope(let scope): try Task(scope: scope) { () async throws in await child() }
      case .inheriting(let inheritance): Task(inheriting: inheritance) { () async throws in await child() }
      }
    },
    Way(task: "Task.detached, throwing") { gift, child in
      switch gift {
      case .nothing: Task.detached { () async throws in await child() }
      case .context(let context): Task.detached(context: context) { () async throws in await child() }
      case .scope(let scope): try Task.detached(scope: scope) { () async throws in await child() }
      case .inheriting(let inheritance):
        Task.detached(inheriting: inheritance) { () async throws in await child() }
      }
    },
    Way(task: "Task.immediate, throwing") { gift, child in
      switch gift {
      case .nothing: Task.immediate { () async throws in await child() }
      case .context(let context): Task.immediate(context: context) { () async throws in await child() }
      case .scope(let scope): try Task.immediate(scope: scope) { () async throws in await child() }
      case .inheriting(let inheritance):
        Task.immediate(inheriting: inheritance) { () async throws in await child() }
      }
    },
    Way(task: "Task.immediateDetached, throwing") { gift, child in
      switch gift {
      case .nothing: Task.immediateDetached { () async throws in await child() }
      case .context(let context):
        Task.immediateDetached(context: context) { () async throws in await child() }
      case .scope(let scope): try Task.immediateDetached(scope: scope) { () async throws in await child() }
      case .inheriting(let inheritance):
        Task.immediateDetached(inheriting: inheritance) { () async throws in await child() }
      }
    },
    Way(task: "Task(executorPreference:), throwing") { gift, child in
      switch gift {
      case .nothing: Task(executorPreference: globalConcurrentExecutor) { () async throws in await child() }
      case .context(let context):
        Task(context: context, executorPreference: globalConcurrentExecutor) { () async throws in
          await child()
        }
      case .scope(let scope):
        try Task(scope: scope, executorPreference: globalConcurrentExecutor) { () async throws in
          await child()
        }
      case .inheriting(let inheritance):
        Task(inheriting: inheritance, executorPreference: globalConcurrentExecutor) { () async throws in
          await child()
        }
      }
    },
    Way(task: "Task.detached(executorPreference:), throwing") { gift, child in
      switch gift {
      case .nothing:
        Task.detached(executorPreference: globalConcurrentExecutor) { () async throws in await child() }
      case .context(let context):
        Task.detached(context: context, executorPreference: globalConcurrentExecutor) { () async throws in
          await child()
        }
      case .scope(let scope):
        try Task.detached(scope: scope, executorPreference: globalConcurrentExecutor) { () async throws in
          await child()
        }
      case .inheriting(let inheritance):
        Task.detached(inheriting: inheritance, executorPreference: globalConcurrentExecutor) {
          () async throws in await child()
        }
      }
    },
  ]
}
