// Written by Scripts/generate-spawns. Do not edit.
//
// Starts tasks like `Task.immediateDetached`, with `context:`, `scope:` or `inheriting:`.

extension Task where Failure == Never {
  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task.immediateDetached(name:priority:executorPreference:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediateDetached(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async -> Success
  ) -> Task<Success, Never> {
    return startingInside(Operation(operation), in: .owning(context)) {
      Task.immediateDetached(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task.immediateDetached(name:priority:executorPreference:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediateDetached(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async -> Success
  ) throws(ContextError) -> Task<Success, Never> {
    return try startingInside(Operation(operation), in: .entering(scope)) {
      Task.immediateDetached(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task.immediateDetached(name:priority:executorPreference:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediateDetached(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async -> Success
  ) -> Task<Success, Never> {
    return startingInside(Operation(operation), in: .inheriting(inheritance)) {
      Task.immediateDetached(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }
}

extension Task where Failure == any Error {
  /// Starts a task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `Task.immediateDetached(name:priority:executorPreference:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediateDetached(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) -> Task<Success, any Error> {
    return startingInside(ThrowingOperation(operation), in: .owning(context)) {
      Task.immediateDetached(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task in `scope`, which the task owns until it ends. Otherwise like
  /// `Task.immediateDetached(name:priority:executorPreference:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediateDetached(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) throws(ContextError) -> Task<Success, any Error> {
    return try startingInside(ThrowingOperation(operation), in: .entering(scope)) {
      Task.immediateDetached(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `Task.immediateDetached(name:priority:executorPreference:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediateDetached(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) -> Task<Success, any Error> {
    return startingInside(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      Task.immediateDetached(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }
}
