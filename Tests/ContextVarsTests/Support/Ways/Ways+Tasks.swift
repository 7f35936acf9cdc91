// Written by Scripts/generate-spawns. Do not edit.
//
// Every function that starts a task outside a group, each without a context and with each label.
import ContextVars

extension Way {
  static let tasks: [Way] = [
    Way(task: "Task") { gift, t, child in
      switch gift {
      case .nothing: Task(name: t.name, priority: t.priority, operation: child)
      case .context(let context): Task(context: context, name: t.name, priority: t.priority, operation: child)
      case .scope(let scope): try Task(scope: scope, name: t.name, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task(inheriting: inheritance, name: t.name, priority: t.priority, operation: child)
      }
    },
    Way(task: "Task(executorPreference:)") { gift, t, child in
      switch gift {
      case .nothing:
        Task(name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .context(let context):
        Task(
          context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      case .scope(let scope):
        try Task(
          scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task(
          inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      }
    },
    Way(task: "Task.detached") { gift, t, child in
      switch gift {
      case .nothing: Task.detached(name: t.name, priority: t.priority, operation: child)
      case .context(let context):
        Task.detached(context: context, name: t.name, priority: t.priority, operation: child)
      case .scope(let scope):
        try Task.detached(scope: scope, name: t.name, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task.detached(inheriting: inheritance, name: t.name, priority: t.priority, operation: child)
      }
    },
    Way(task: "Task.detached(executorPreference:)") { gift, t, child in
      switch gift {
      case .nothing:
        Task.detached(name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .context(let context):
        Task.detached(
          context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      case .scope(let scope):
        try Task.detached(
          scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task.detached(
          inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      }
    },
    Way(task: "Task.immediate") { gift, t, child in
      switch gift {
      case .nothing:
        Task.immediate(name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .context(let context):
        Task.immediate(
          context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      case .scope(let scope):
        try Task.immediate(
          scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .inheriting(let inheritance):
        Task.immediate(
          inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      }
    },
    Way(task: "Task.immediateDetached") { gift, t, child in
      switch gift {
      case .nothing:
        Task.immediateDetached(
          name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .context(let context):
        Task.immediateDetached(
          context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      case .scope(let scope):
        try Task.immediateDetached(
          scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .inheriting(let inheritance):
        Task.immediateDetached(
          inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      }
    },
    Way(throwing: "Task") { gift, t, child in
      switch gift {
      case .nothing: Task(name: t.name, priority: t.priority, operation: child)
      case .context(let context): Task(context: context, name: t.name, priority: t.priority, operation: child)
      case .scope(let scope): try Task(scope: scope, name: t.name, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task(inheriting: inheritance, name: t.name, priority: t.priority, operation: child)
      }
    },
    Way(throwing: "Task(executorPreference:)") { gift, t, child in
      switch gift {
      case .nothing:
        Task(name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .context(let context):
        Task(
          context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      case .scope(let scope):
        try Task(
          scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task(
          inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      }
    },
    Way(throwing: "Task.detached") { gift, t, child in
      switch gift {
      case .nothing: Task.detached(name: t.name, priority: t.priority, operation: child)
      case .context(let context):
        Task.detached(context: context, name: t.name, priority: t.priority, operation: child)
      case .scope(let scope):
        try Task.detached(scope: scope, name: t.name, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task.detached(inheriting: inheritance, name: t.name, priority: t.priority, operation: child)
      }
    },
    Way(throwing: "Task.detached(executorPreference:)") { gift, t, child in
      switch gift {
      case .nothing:
        Task.detached(name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .context(let context):
        Task.detached(
          context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      case .scope(let scope):
        try Task.detached(
          scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
      case .inheriting(let inheritance):
        Task.detached(
          inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
          operation: child)
      }
    },
    Way(throwing: "Task.immediate") { gift, t, child in
      switch gift {
      case .nothing:
        Task.immediate(name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .context(let context):
        Task.immediate(
          context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      case .scope(let scope):
        try Task.immediate(
          scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .inheriting(let inheritance):
        Task.immediate(
          inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      }
    },
    Way(throwing: "Task.immediateDetached") { gift, t, child in
      switch gift {
      case .nothing:
        Task.immediateDetached(
          name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .context(let context):
        Task.immediateDetached(
          context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      case .scope(let scope):
        try Task.immediateDetached(
          scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
      case .inheriting(let inheritance):
        Task.immediateDetached(
          inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
          operation: child)
      }
    },
  ]
}
