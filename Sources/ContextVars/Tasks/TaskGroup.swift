// Written by Scripts/generate-spawns. Do not edit.
//
// Adds child tasks to a `TaskGroup` with `context:`, `scope:` or `inheriting:`.

extension TaskGroup {
  /// Adds a child task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `addTask(name:executorPreference:priority:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  @inlinable
  public mutating func addTask(
    context: consuming Context, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) {
    nonisolated(unsafe) let operation = operation
    if name == nil, taskExecutor == nil, priority == nil, ChildScope.canStart(operation) {
      let group = unsafeBitCast(self, to: UnsafeMutableRawPointer.self)
      return ChildScope.add(Operation(operation), in: context, to: group)
    }
    startingInside(Operation(operation), in: .owning(context)) {
      if let taskExecutor {
        addTask(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTask(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task in `scope`, which the task owns until it ends. Otherwise like
  /// `addTask(name:executorPreference:priority:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @inlinable
  public mutating func addTask(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)? = nil,
    priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) throws(ContextError) {
    try startingInside(Operation(operation), in: .entering(scope)) {
      if let taskExecutor {
        addTask(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTask(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `addTask(name:executorPreference:priority:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
  @inlinable
  public mutating func addTask(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) {
    startingInside(Operation(operation), in: .inheriting(inheritance)) {
      if let taskExecutor {
        addTask(name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTask(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `addTaskUnlessCancelled(name:executorPreference:priority:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Returns: Whether a task was started: a cancelled group starts none.
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  @inlinable
  public mutating func addTaskUnlessCancelled(
    context: consuming Context, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(Operation(operation), in: .owning(context)) {
      if let taskExecutor {
        addTaskUnlessCancelled(
          name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTaskUnlessCancelled(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task in `scope`, which the task owns until it ends. Otherwise like
  /// `addTaskUnlessCancelled(name:executorPreference:priority:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Returns: Whether a task was started: a cancelled group starts none.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @inlinable
  public mutating func addTaskUnlessCancelled(
    scope: ContextScope, name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)? = nil,
    priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) throws(ContextError) -> Bool {
    return try startingUnlessCancelled(Operation(operation), in: .entering(scope)) {
      if let taskExecutor {
        addTaskUnlessCancelled(
          name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTaskUnlessCancelled(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `addTaskUnlessCancelled(name:executorPreference:priority:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Returns: Whether a task was started: a cancelled group starts none.
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
  @inlinable
  public mutating func addTaskUnlessCancelled(
    inheriting inheritance: TaskInheritance, name: String? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
    operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(Operation(operation), in: .inheriting(inheritance)) {
      if let taskExecutor {
        addTaskUnlessCancelled(
          name: name, executorPreference: taskExecutor, priority: priority, operation: $0.body)
      } else {
        addTaskUnlessCancelled(name: name, priority: priority, operation: $0.body)
      }
    }
  }

  /// Adds a child task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `addImmediateTask(name:priority:executorPreference:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTask(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> ChildTaskResult
  ) {
    startingInside(Operation(operation), in: .owning(context)) {
      addImmediateTask(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task in `scope`, which the task owns until it ends. Otherwise like
  /// `addImmediateTask(name:priority:executorPreference:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTask(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> ChildTaskResult
  ) throws(ContextError) {
    try startingInside(Operation(operation), in: .entering(scope)) {
      addImmediateTask(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `addImmediateTask(name:priority:executorPreference:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTask(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> ChildTaskResult
  ) {
    startingInside(Operation(operation), in: .inheriting(inheritance)) {
      addImmediateTask(name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task that begins with a snapshot, `context`, and owns its scope (rule 3). Otherwise like
  /// `addImmediateTaskUnlessCancelled(name:priority:executorPreference:operation:)`.
  ///
  /// Pass `.current` for the caller's context. Only the task and its children see values that it sets, and
  /// values that its parent sets later do not reach the task.
  ///
  /// - Returns: Whether a task was started: a cancelled group starts none.
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTaskUnlessCancelled(
    context: consuming Context, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(Operation(operation), in: .owning(context)) {
      addImmediateTaskUnlessCancelled(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task in `scope`, which the task owns until it ends. Otherwise like
  /// `addImmediateTaskUnlessCancelled(name:priority:executorPreference:operation:)`.
  ///
  /// The call enters the scope, so that no other task can enter it first. Values that the task sets stay in
  /// the scope.
  ///
  /// - Returns: Whether a task was started: a cancelled group starts none.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task is in the scope. Then no task is
  ///   started.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTaskUnlessCancelled(
    scope: ContextScope, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> ChildTaskResult
  ) throws(ContextError) -> Bool {
    return try startingUnlessCancelled(Operation(operation), in: .entering(scope)) {
      addImmediateTaskUnlessCancelled(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }

  /// Adds a child task that inherits the caller's context as `inheritance` says. Otherwise like
  /// `addImmediateTaskUnlessCancelled(name:priority:executorPreference:operation:)`.
  ///
  /// The four ways are ``TaskInheritance/copy``, ``TaskInheritance/share``, ``TaskInheritance/layer`` and
  /// ``TaskInheritance/none``.
  ///
  /// - Returns: Whether a task was started: a cancelled group starts none.
  /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
  ///   For ``TaskInheritance/copy``, add the cost of ``Context/current``.
  @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
  @inlinable
  public mutating func addImmediateTaskUnlessCancelled(
    inheriting inheritance: TaskInheritance, name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: (any TaskExecutor)? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async -> ChildTaskResult
  ) -> Bool {
    return startingUnlessCancelled(Operation(operation), in: .inheriting(inheritance)) {
      addImmediateTaskUnlessCancelled(
        name: name, priority: priority, executorPreference: taskExecutor, operation: $0.body)
    }
  }
}
