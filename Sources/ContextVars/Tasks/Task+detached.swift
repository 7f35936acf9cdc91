// `Task.detached` with a context, in a scope, or inheriting in one of four ways.
//
// Written by Scripts/generate-spawns.

extension Task where Failure == Never {
  /// Starts a task, as `Task.detached` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
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

  /// Starts a task, as `Task.detached` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
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

  /// Starts a task, as `Task.detached` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
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

  /// Starts a task, as `Task.detached(executorPreference:)` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
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

  /// Starts a task, as `Task.detached(executorPreference:)` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
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

  /// Starts a task, as `Task.detached(executorPreference:)` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
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
  /// Starts a task, as `Task.detached` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
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

  /// Starts a task, as `Task.detached` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
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

  /// Starts a task, as `Task.detached` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
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

  /// Starts a task, as `Task.detached(executorPreference:)` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
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

  /// Starts a task, as `Task.detached(executorPreference:)` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
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

  /// Starts a task, as `Task.detached(executorPreference:)` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
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
