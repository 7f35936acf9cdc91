// Written by Scripts/generate-spawns. Do not edit.
//
// Starts tasks like `Task.detached`, with `context:`, `scope:` or `inheriting:`.

extension Task where Failure == Never {
  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task.detached(name:priority:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
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
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
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
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
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
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
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
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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
