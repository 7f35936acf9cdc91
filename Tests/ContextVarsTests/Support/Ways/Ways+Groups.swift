// Written by Scripts/generate-spawns. Do not edit.
//
// Every function that adds a task to a group, each without a context and with each label.
import ContextVars

extension Way {
  static let groups: [Way] = [
    Way("TaskGroup.addTask") { gift, t, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        await outcome {
          switch gift {
          case .nothing:
            group.addTask(
              name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
          case .context(let context):
            group.addTask(
              context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child)
          case .scope(let scope):
            try group.addTask(
              scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child)
          case .inheriting(let inheritance):
            group.addTask(
              inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child)
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("TaskGroup.addTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        await outcome {
          switch gift {
          case .nothing:
            try expect(
              group.addTaskUnlessCancelled(
                name: t.name, executorPreference: t.executor, priority: t.priority, operation: child))
          case .context(let context):
            try expect(
              group.addTaskUnlessCancelled(
                context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
                operation: child))
          case .scope(let scope):
            try expect(
              group.addTaskUnlessCancelled(
                scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority,
                operation: child))
          case .inheriting(let inheritance):
            try expect(
              group.addTaskUnlessCancelled(
                inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
                operation: child))
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("TaskGroup.addImmediateTask") { gift, t, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        await outcome {
          switch gift {
          case .nothing:
            group.addImmediateTask(
              name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
          case .context(let context):
            group.addImmediateTask(
              context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child)
          case .scope(let scope):
            try group.addImmediateTask(
              scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child)
          case .inheriting(let inheritance):
            group.addImmediateTask(
              inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child)
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("TaskGroup.addImmediateTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        await outcome {
          switch gift {
          case .nothing:
            try expect(
              group.addImmediateTaskUnlessCancelled(
                name: t.name, priority: t.priority, executorPreference: t.executor, operation: child))
          case .context(let context):
            try expect(
              group.addImmediateTaskUnlessCancelled(
                context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
                operation: child))
          case .scope(let scope):
            try expect(
              group.addImmediateTaskUnlessCancelled(
                scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor,
                operation: child))
          case .inheriting(let inheritance):
            try expect(
              group.addImmediateTaskUnlessCancelled(
                inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
                operation: child))
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("ThrowingTaskGroup.addTask") { gift, t, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        switch gift {
        case .nothing:
          group.addTask(name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
        case .context(let context):
          group.addTask(
            context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
            operation: child)
        case .scope(let scope):
          try group.addTask(
            scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority, operation: child
          )
        case .inheriting(let inheritance):
          group.addTask(
            inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
            operation: child)
        }
        try await meanwhile()
      }
    },
    Way("ThrowingTaskGroup.addTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        switch gift {
        case .nothing:
          try expect(
            group.addTaskUnlessCancelled(
              name: t.name, executorPreference: t.executor, priority: t.priority, operation: child))
        case .context(let context):
          try expect(
            group.addTaskUnlessCancelled(
              context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child))
        case .scope(let scope):
          try expect(
            group.addTaskUnlessCancelled(
              scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child))
        case .inheriting(let inheritance):
          try expect(
            group.addTaskUnlessCancelled(
              inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child))
        }
        try await meanwhile()
      }
    },
    Way("ThrowingTaskGroup.addImmediateTask") { gift, t, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        switch gift {
        case .nothing:
          group.addImmediateTask(
            name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
        case .context(let context):
          group.addImmediateTask(
            context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
            operation: child)
        case .scope(let scope):
          try group.addImmediateTask(
            scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor, operation: child
          )
        case .inheriting(let inheritance):
          group.addImmediateTask(
            inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
            operation: child)
        }
        try await meanwhile()
      }
    },
    Way("ThrowingTaskGroup.addImmediateTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        switch gift {
        case .nothing:
          try expect(
            group.addImmediateTaskUnlessCancelled(
              name: t.name, priority: t.priority, executorPreference: t.executor, operation: child))
        case .context(let context):
          try expect(
            group.addImmediateTaskUnlessCancelled(
              context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child))
        case .scope(let scope):
          try expect(
            group.addImmediateTaskUnlessCancelled(
              scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child))
        case .inheriting(let inheritance):
          try expect(
            group.addImmediateTaskUnlessCancelled(
              inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child))
        }
        try await meanwhile()
      }
    },
    Way("DiscardingTaskGroup.addTask") { gift, t, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        await outcome {
          switch gift {
          case .nothing:
            group.addTask(
              name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
          case .context(let context):
            group.addTask(
              context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child)
          case .scope(let scope):
            try group.addTask(
              scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child)
          case .inheriting(let inheritance):
            group.addTask(
              inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child)
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("DiscardingTaskGroup.addTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        await outcome {
          switch gift {
          case .nothing:
            try expect(
              group.addTaskUnlessCancelled(
                name: t.name, executorPreference: t.executor, priority: t.priority, operation: child))
          case .context(let context):
            try expect(
              group.addTaskUnlessCancelled(
                context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
                operation: child))
          case .scope(let scope):
            try expect(
              group.addTaskUnlessCancelled(
                scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority,
                operation: child))
          case .inheriting(let inheritance):
            try expect(
              group.addTaskUnlessCancelled(
                inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
                operation: child))
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("DiscardingTaskGroup.addImmediateTask") { gift, t, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        await outcome {
          switch gift {
          case .nothing:
            group.addImmediateTask(
              name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
          case .context(let context):
            group.addImmediateTask(
              context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child)
          case .scope(let scope):
            try group.addImmediateTask(
              scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child)
          case .inheriting(let inheritance):
            group.addImmediateTask(
              inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child)
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("DiscardingTaskGroup.addImmediateTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        await outcome {
          switch gift {
          case .nothing:
            try expect(
              group.addImmediateTaskUnlessCancelled(
                name: t.name, priority: t.priority, executorPreference: t.executor, operation: child))
          case .context(let context):
            try expect(
              group.addImmediateTaskUnlessCancelled(
                context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
                operation: child))
          case .scope(let scope):
            try expect(
              group.addImmediateTaskUnlessCancelled(
                scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor,
                operation: child))
          case .inheriting(let inheritance):
            try expect(
              group.addImmediateTaskUnlessCancelled(
                inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
                operation: child))
          }
          try await meanwhile()
        }
      }.get()
    },
    Way("ThrowingDiscardingTaskGroup.addTask") { gift, t, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        switch gift {
        case .nothing:
          group.addTask(name: t.name, executorPreference: t.executor, priority: t.priority, operation: child)
        case .context(let context):
          group.addTask(
            context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
            operation: child)
        case .scope(let scope):
          try group.addTask(
            scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority, operation: child
          )
        case .inheriting(let inheritance):
          group.addTask(
            inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
            operation: child)
        }
        try await meanwhile()
      }
    },
    Way("ThrowingDiscardingTaskGroup.addTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        switch gift {
        case .nothing:
          try expect(
            group.addTaskUnlessCancelled(
              name: t.name, executorPreference: t.executor, priority: t.priority, operation: child))
        case .context(let context):
          try expect(
            group.addTaskUnlessCancelled(
              context: context, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child))
        case .scope(let scope):
          try expect(
            group.addTaskUnlessCancelled(
              scope: scope, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child))
        case .inheriting(let inheritance):
          try expect(
            group.addTaskUnlessCancelled(
              inheriting: inheritance, name: t.name, executorPreference: t.executor, priority: t.priority,
              operation: child))
        }
        try await meanwhile()
      }
    },
    Way("ThrowingDiscardingTaskGroup.addImmediateTask") { gift, t, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        switch gift {
        case .nothing:
          group.addImmediateTask(
            name: t.name, priority: t.priority, executorPreference: t.executor, operation: child)
        case .context(let context):
          group.addImmediateTask(
            context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
            operation: child)
        case .scope(let scope):
          try group.addImmediateTask(
            scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor, operation: child
          )
        case .inheriting(let inheritance):
          group.addImmediateTask(
            inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
            operation: child)
        }
        try await meanwhile()
      }
    },
    Way("ThrowingDiscardingTaskGroup.addImmediateTaskUnlessCancelled") { gift, t, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        switch gift {
        case .nothing:
          try expect(
            group.addImmediateTaskUnlessCancelled(
              name: t.name, priority: t.priority, executorPreference: t.executor, operation: child))
        case .context(let context):
          try expect(
            group.addImmediateTaskUnlessCancelled(
              context: context, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child))
        case .scope(let scope):
          try expect(
            group.addImmediateTaskUnlessCancelled(
              scope: scope, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child))
        case .inheriting(let inheritance):
          try expect(
            group.addImmediateTaskUnlessCancelled(
              inheriting: inheritance, name: t.name, priority: t.priority, executorPreference: t.executor,
              operation: child))
        }
        try await meanwhile()
      }
    },
  ]
}
