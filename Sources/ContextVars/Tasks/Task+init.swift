// Written by Scripts/generate-spawns. Do not edit.
//
// Starts tasks like `Task.init`, with `context:`, `scope:` or `inheriting:`.

extension Task where Failure == Never {
  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task(name:priority:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task(name:priority:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
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

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task(name:priority:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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

  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task(name:executorPreference:priority:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task(name:executorPreference:priority:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
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

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task(name:executorPreference:priority:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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
  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task(name:priority:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task(name:priority:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
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

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task(name:priority:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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

  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task(name:executorPreference:priority:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
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

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task(name:executorPreference:priority:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
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

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task(name:executorPreference:priority:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
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
