/// Starting a child task of a group with a context (rule 3), for the four kinds of group.

extension TaskGroup {
  /// Adds a child task, as `addTask` does, that begins with a snapshot and owns its scope.
  ///
  /// What the parent sets later does not reach the child, and what the child sets reaches neither the parent
  /// nor a sibling. The operation keeps its actor.
  ///
  /// - Parameter context: What the child begins with; `.current` for the caller's.
  /// - Complexity: O(1), whatever the number of variables.
  public mutating func addTask(
    context: Context, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) {
    starting(operation, with: context) {
      addTask(name: name, priority: priority, operation: $0)
    }
  }
}

extension ThrowingTaskGroup {
  /// Adds a child task that begins with a snapshot and owns its scope. As for `TaskGroup`.
  public mutating func addTask(
    context: Context, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) {
    starting(operation, with: context) {
      addTask(name: name, priority: priority, operation: $0)
    }
  }
}

extension DiscardingTaskGroup {
  /// Adds a child task that begins with a snapshot and owns its scope. As for `TaskGroup`.
  public mutating func addTask(
    context: Context, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> Void
  ) {
    starting(operation, with: context) {
      addTask(name: name, priority: priority, operation: $0)
    }
  }
}

extension ThrowingDiscardingTaskGroup {
  /// Adds a child task that begins with a snapshot and owns its scope. As for `TaskGroup`.
  public mutating func addTask(
    context: Context, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> Void
  ) {
    starting(operation, with: context) {
      addTask(name: name, priority: priority, operation: $0)
    }
  }
}
