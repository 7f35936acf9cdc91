// Children of a `ThrowingTaskGroup` with a context, in a scope, or inheriting in one of four ways.
//
// Written by Scripts/generate-spawns.

extension ThrowingTaskGroup {
  /// Adds a child task, as `addTask` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  public mutating func addTask(
    context: consuming Context, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) {
    nonisolated(unsafe) let operation = operation
    if name == nil, taskExecutor == nil, priority == nil, ChildScope.canStart(operation) {
      let group = unsafeBitCast(self, to: UnsafeMutableRawPointer.self)
      return ChildScope.add(ThrowingOperation(operation), in: context, to: group)
    }
    startingInside(ThrowingOperation(operation), in: .owning(context)) {
      if let taskExecutor {
        addTask(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTask(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task, as `addTask` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @inlinable
  public mutating func addTask(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)? = nil,
    priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) throws(ContextError) {
    try startingInside(ThrowingOperation(operation), in: .entering(scope)) {
      if let taskExecutor {
        addTask(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTask(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task, as `addTask` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @inlinable
  public mutating func addTask(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) {
    startingInside(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      if let taskExecutor {
        addTask(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTask(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task, as `addTaskUnlessCancelled` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @inlinable
  public mutating func addTaskUnlessCancelled(
    context: consuming Context, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(ThrowingOperation(operation), in: .owning(context)) {
      if let taskExecutor {
        addTaskUnlessCancelled(
          name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTaskUnlessCancelled(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task, as `addTaskUnlessCancelled` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @inlinable
  public mutating func addTaskUnlessCancelled(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)? = nil,
    priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) throws(ContextError) -> Bool {
    return try startingUnlessCancelled(ThrowingOperation(operation), in: .entering(scope)) {
      if let taskExecutor {
        addTaskUnlessCancelled(
          name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTaskUnlessCancelled(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task, as `addTaskUnlessCancelled` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @inlinable
  public mutating func addTaskUnlessCancelled(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      if let taskExecutor {
        addTaskUnlessCancelled(
          name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTaskUnlessCancelled(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task, as `addImmediateTask` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTask(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) {
    startingInside(ThrowingOperation(operation), in: .owning(context)) {
      addImmediateTask(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task, as `addImmediateTask` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTask(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) throws(ContextError) {
    try startingInside(ThrowingOperation(operation), in: .entering(scope)) {
      addImmediateTask(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task, as `addImmediateTask` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTask(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) {
    startingInside(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      addImmediateTask(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task, as `addImmediateTaskUnlessCancelled` does, that begins with `context`; neither sees what the other sets later.
  ///
  /// Pass `.current` for the caller's context. The other parameters are the standard function's.
  ///
  /// - Complexity: O(1), whatever the number of variables.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTaskUnlessCancelled(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(ThrowingOperation(operation), in: .owning(context)) {
      addImmediateTaskUnlessCancelled(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task, as `addImmediateTaskUnlessCancelled` does, that is in `scope` until it ends, and owns it.
  ///
  /// Enters the scope now, before any other task can. What the task sets stays in it. The other parameters
  /// are the standard function's.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered``; then no task is started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTaskUnlessCancelled(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) throws(ContextError) -> Bool {
    return try startingUnlessCancelled(ThrowingOperation(operation), in: .entering(scope)) {
      addImmediateTaskUnlessCancelled(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task, as `addImmediateTaskUnlessCancelled` does, that inherits the caller's context as `inheritance` says.
  ///
  /// - Complexity: O(1), whatever the number of variables; see ``TaskInheritance``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTaskUnlessCancelled(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(ThrowingOperation(operation), in: .inheriting(inheritance)) {
      addImmediateTaskUnlessCancelled(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }
}
