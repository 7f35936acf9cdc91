// Written by Scripts/generate-spawns. Do not edit.
//
// Starts tasks like `Task.detached`, with `context:`, `scope:` or `inheriting:`.

extension Task where Failure == Never {
  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task.detached(name:priority:operation:)`.
  ///
  /// What the task sets reaches nobody else, and what its parent sets later does not reach the task.
  ///
  /// - Parameter context: What the task begins with; `.current` for the caller's context.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> Success
  ) -> Task<Success, Never> {
    return startingInside(Operation(operation), in: .owning(context)) {
      Task.detached(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task.detached(name:priority:operation:)`.
  ///
  /// What the task sets stays in the scope.
  ///
  /// - Parameter scope: Entered by this call, so that no other task can enter it first.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @inlinable
  @discardableResult
  public static func detached(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> Success
  ) throws(ContextError) -> Task<Success, Never> {
    return try startingInside(Operation(operation), in: .entering(scope)) {
      Task.detached(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task.detached(name:priority:operation:)`.
  ///
  /// - Parameter inheritance: ``TaskInheritance/copy``, ``TaskInheritance/share``,
  ///   ``TaskInheritance/layer`` or ``TaskInheritance/none``.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> Success
  ) -> Task<Success, Never> {
    return startingInside(Operation(operation), in: .inheriting(inheritance)) {
      Task.detached(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task.detached(name:executorPreference:priority:operation:)`.
  ///
  /// What the task sets reaches nobody else, and what its parent sets later does not reach the task.
  ///
  /// - Parameter context: What the task begins with; `.current` for the caller's context.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    context: consuming Context, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async -> Success
  ) -> Task<Success, Never> {
    return startingInside(Operation(operation), in: .owning(context)) {
      Task.detached(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task.detached(name:executorPreference:priority:operation:)`.
  ///
  /// What the task sets stays in the scope.
  ///
  /// - Parameter scope: Entered by this call, so that no other task can enter it first.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @inlinable
  @discardableResult
  public static func detached(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async -> Success
  ) throws(ContextError) -> Task<Success, Never> {
    return try startingInside(Operation(operation), in: .entering(scope)) {
      Task.detached(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task.detached(name:executorPreference:priority:operation:)`.
  ///
  /// - Parameter inheritance: ``TaskInheritance/copy``, ``TaskInheritance/share``,
  ///   ``TaskInheritance/layer`` or ``TaskInheritance/none``.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)?, priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async -> Success
  ) -> Task<Success, Never> {
    return startingInside(Operation(operation), in: .inheriting(inheritance)) {
      Task.detached(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }
}

extension Task where Failure == any Error {
  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task.detached(name:priority:operation:)`.
  ///
  /// What the task sets reaches nobody else, and what its parent sets later does not reach the task.
  ///
  /// - Parameter context: What the task begins with; `.current` for the caller's context.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> Success
  ) -> Task<Success, any Error> {
    return startingInside(ThrowingOperation(operation), in: .owning(context)) {
      Task.detached(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task.detached(name:priority:operation:)`.
  ///
  /// What the task sets stays in the scope.
  ///
  /// - Parameter scope: Entered by this call, so that no other task can enter it first.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @inlinable
  @discardableResult
  public static func detached(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> Success
  ) throws(ContextError) -> Task<Success, any Error> {
    return try startingInside(ThrowingOperation(operation), in: .entering(scope)) {
      Task.detached(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task.detached(name:priority:operation:)`.
  ///
  /// - Parameter inheritance: ``TaskInheritance/copy``, ``TaskInheritance/share``,
  ///   ``TaskInheritance/layer`` or ``TaskInheritance/none``.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> Success
  ) -> Task<Success, any Error> {
    return startingInside(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      Task.detached(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task.detached(name:executorPreference:priority:operation:)`.
  ///
  /// What the task sets reaches nobody else, and what its parent sets later does not reach the task.
  ///
  /// - Parameter context: What the task begins with; `.current` for the caller's context.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    context: consuming Context, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async throws -> Success
  ) -> Task<Success, any Error> {
    return startingInside(ThrowingOperation(operation), in: .owning(context)) {
      Task.detached(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task.detached(name:executorPreference:priority:operation:)`.
  ///
  /// What the task sets stays in the scope.
  ///
  /// - Parameter scope: Entered by this call, so that no other task can enter it first.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @inlinable
  @discardableResult
  public static func detached(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async throws -> Success
  ) throws(ContextError) -> Task<Success, any Error> {
    return try startingInside(ThrowingOperation(operation), in: .entering(scope)) {
      Task.detached(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task.detached(name:executorPreference:priority:operation:)`.
  ///
  /// - Parameter inheritance: ``TaskInheritance/copy``, ``TaskInheritance/share``,
  ///   ``TaskInheritance/layer`` or ``TaskInheritance/none``.
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public static func detached(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)?, priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async throws -> Success
  ) -> Task<Success, any Error> {
    return startingInside(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      Task.detached(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }
}
