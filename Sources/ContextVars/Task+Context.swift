/// Starting an unstructured task with a context (rule 3).

extension Task where Failure == Never {
  /// Starts a task, as `Task.init` does, that begins with a snapshot and owns its scope.
  ///
  /// What the parent sets later does not reach the task, and what the task sets reaches nobody else. The
  /// operation keeps its actor, and tasks reach an actor in the order in which they were started.
  ///
  /// - Parameter context: What the task begins with; `.current` for the caller's.
  /// - Complexity: O(1), whatever the number of variables.
  @discardableResult
  public init(
    context: Context, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> Success
  ) {
    self = starting(operation, with: context) {
      Task(name: name, priority: priority, operation: $0)
    }
  }
}

extension Task where Failure == any Error {
  /// Starts a task that may throw and that begins with a snapshot and owns its scope. As the form that does
  /// not throw.
  @discardableResult
  public init(
    context: Context, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) {
    self = starting(operation, with: context) {
      Task(name: name, priority: priority, operation: $0)
    }
  }
}
