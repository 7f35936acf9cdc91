// `Task.immediate` with a context, in a scope, or inheriting in one of four ways.
//
// Written by Scripts/generate-spawns.

extension Task where Failure == Never {
  /// Starts a task, as `Task.immediate` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediate(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async -> Success
  ) -> Task<Success, Never> {
    return starting(Operation(operation), in: .owning(context)) {
      Task.immediate(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task, as `Task.immediate` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediate(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async -> Success
  ) throws(ContextError) -> Task<Success, Never> {
    return try starting(Operation(operation), in: .entering(scope)) {
      Task.immediate(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task, as `Task.immediate` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediate(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async -> Success
  ) -> Task<Success, Never> {
    return starting(Operation(operation), in: .inheriting(inheritance)) {
      Task.immediate(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }
}

extension Task where Failure == any Error {
  /// Starts a task, as `Task.immediate` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediate(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) -> Task<Success, any Error> {
    return starting(ThrowingOperation(operation), in: .owning(context)) {
      Task.immediate(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task, as `Task.immediate` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediate(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) throws(ContextError) -> Task<Success, any Error> {
    return try starting(ThrowingOperation(operation), in: .entering(scope)) {
      Task.immediate(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Starts a task, as `Task.immediate` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  @discardableResult
  public static func immediate(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) -> Task<Success, any Error> {
    return starting(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      Task.immediate(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }
}
