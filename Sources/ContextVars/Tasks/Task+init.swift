// `Task.init` with a context, in a scope, or inheriting in one of four ways.
//
// Written by Scripts/generate-spawns.

extension Task where Failure == Never {
  /// Starts a task, as `Task` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public init(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> Success
  ) {
    if name == nil, priority == nil, ChildScope.canStart(operation) {
      self = ChildScope.start(Operation(operation), in: context)
      return
    }
    self = starting(Operation(operation), in: .owning(context)) {
      Task(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @inlinable
  @discardableResult
  public init(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> Success
  ) throws(ContextError) {
    self = try starting(Operation(operation), in: .entering(scope)) {
      Task(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @inlinable
  @discardableResult
  public init(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> Success
  ) {
    self = starting(Operation(operation), in: .inheriting(inheritance)) {
      Task(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task(executorPreference:)` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public init(
    context: consuming Context, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async -> Success
  ) {
    self = starting(Operation(operation), in: .owning(context)) {
      Task(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task(executorPreference:)` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @inlinable
  @discardableResult
  public init(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async -> Success
  ) throws(ContextError) {
    self = try starting(Operation(operation), in: .entering(scope)) {
      Task(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task(executorPreference:)` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @inlinable
  @discardableResult
  public init(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)?, priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async -> Success
  ) {
    self = starting(Operation(operation), in: .inheriting(inheritance)) {
      Task(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }
}

extension Task where Failure == any Error {
  /// Starts a task, as `Task` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public init(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) {
    if name == nil, priority == nil, ChildScope.canStart(operation) {
      self = ChildScope.start(ThrowingOperation(operation), in: context)
      return
    }
    self = starting(ThrowingOperation(operation), in: .owning(context)) {
      Task(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @inlinable
  @discardableResult
  public init(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) throws(ContextError) {
    self = try starting(ThrowingOperation(operation), in: .entering(scope)) {
      Task(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @inlinable
  @discardableResult
  public init(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) {
    self = starting(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      Task(name: name, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task(executorPreference:)` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  @discardableResult
  public init(
    context: consuming Context, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async throws -> Success
  ) {
    self = starting(ThrowingOperation(operation), in: .owning(context)) {
      Task(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task(executorPreference:)` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @inlinable
  @discardableResult
  public init(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
    priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async throws -> Success
  ) throws(ContextError) {
    self = try starting(ThrowingOperation(operation), in: .entering(scope)) {
      Task(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }

  /// Starts a task, as `Task(executorPreference:)` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @inlinable
  @discardableResult
  public init(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)?, priority: TaskPriority? = nil,
    operation: sending @escaping @concurrent () async throws -> Success
  ) {
    self = starting(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      Task(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
    }
  }
}
