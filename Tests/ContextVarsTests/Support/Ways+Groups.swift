/// The ways to add a task to a group.
import ContextVars

extension Way {
  private init(
    group name: String,
    _ run: @escaping @Sendable (Gift, @escaping Child, () async throws -> Void) async throws -> Void
  ) {
    testDescription = name
    isDetached = false
    isImmediate = name.contains("mmediate")
    self.run = run
  }

  static let groups: [Way] = [
    Way(group: "TaskGroup.addTask") { gift, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: group.addTask { await child() }
          case .context(let context): group.addTask(context: context) { await child() }
          case .scope(let scope): try group.addTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "TaskGroup.addTaskUnlessCancelled") { gift, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: try started(group.addTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope): try started(group.addTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "TaskGroup.addImmediateTask") { gift, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: group.addImmediateTask { await child() }
          case .context(let context): group.addImmediateTask(context: context) { await child() }
          case .scope(let scope): try group.addImmediateTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addImmediateTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "TaskGroup.addImmediateTaskUnlessCancelled") { gift, child, meanwhile in
      try await withTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: try started(group.addImmediateTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addImmediateTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope):
            try started(group.addImmediateTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addImmediateTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingTaskGroup.addTask") { gift, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: group.addTask { await child() }
          case .context(let context): group.addTask(context: context) { await child() }
          case .scope(let scope): try group.addTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingTaskGroup.addTaskUnlessCancelled") { gift, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: try started(group.addTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope): try started(group.addTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingTaskGroup.addImmediateTask") { gift, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: group.addImmediateTask { await child() }
          case .context(let context): group.addImmediateTask(context: context) { await child() }
          case .scope(let scope): try group.addImmediateTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addImmediateTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingTaskGroup.addImmediateTaskUnlessCancelled") { gift, child, meanwhile in
      try await withThrowingTaskGroup(of: Void.self) { group in
        do {
          switch gift {
          case .nothing: try started(group.addImmediateTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addImmediateTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope):
            try started(group.addImmediateTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addImmediateTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "DiscardingTaskGroup.addTask") { gift, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: group.addTask { await child() }
          case .context(let context): group.addTask(context: context) { await child() }
          case .scope(let scope): try group.addTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "DiscardingTaskGroup.addTaskUnlessCancelled") { gift, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: try started(group.addTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope): try started(group.addTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "DiscardingTaskGroup.addImmediateTask") { gift, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: group.addImmediateTask { await child() }
          case .context(let context): group.addImmediateTask(context: context) { await child() }
          case .scope(let scope): try group.addImmediateTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addImmediateTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "DiscardingTaskGroup.addImmediateTaskUnlessCancelled") { gift, child, meanwhile in
      try await withDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: try started(group.addImmediateTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addImmediateTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope):
            try started(group.addImmediateTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addImmediateTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingDiscardingTaskGroup.addTask") { gift, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: group.addTask { await child() }
          case .context(let context): group.addTask(context: context) { await child() }
          case .scope(let scope): try group.addTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingDiscardingTaskGroup.addTaskUnlessCancelled") { gift, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: try started(group.addTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope): try started(group.addTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingDiscardingTaskGroup.addImmediateTask") { gift, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: group.addImmediateTask { await child() }
          case .context(let context): group.addImmediateTask(context: context) { await child() }
          case .scope(let scope): try group.addImmediateTask(scope: scope) { await child() }
          case .inheriting(let inheritance): group.addImmediateTask(inheriting: inheritance) { await child() }
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
    Way(group: "ThrowingDiscardingTaskGroup.addImmediateTaskUnlessCancelled") { gift, child, meanwhile in
      try await withThrowingDiscardingTaskGroup() { group in
        do {
          switch gift {
          case .nothing: try started(group.addImmediateTaskUnlessCancelled { await child() })
          case .context(let context):
            try started(group.addImmediateTaskUnlessCancelled(context: context) { await child() })
          case .scope(let scope):
            try started(group.addImmediateTaskUnlessCancelled(scope: scope) { await child() })
          case .inheriting(let inheritance):
            try started(group.addImmediateTaskUnlessCancelled(inheriting: inheritance) { await child() })
          }
          try await meanwhile()
        } catch { return Result<Void, any Error>.failure(error) }
        return .success(())
      }.get()
    },
  ]

  /// Throws unless a group that is not cancelled has taken a task.
  private static func started(_ isStarted: Bool) throws {
    guard isStarted else { throw Failure(reason: 1) }
  }
}
