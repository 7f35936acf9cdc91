// Written by Scripts/generate-spawns. Do not edit.
//
// Children of a `DiscardingTaskGroup` for files that import ContextVarsImplicit: each task owns a
// snapshot of the caller's context (rule 5). docs/Design.md says why each attribute is there.
#if compiler(>=6.3) && compiler(<6.4) && !CONTEXTVARS_NO_SHADOWS
  public import ContextVars

  extension DiscardingTaskGroup {
    /// Like the standard `addTask(priority:operation:)`, for a task that owns a snapshot of the caller's
    /// context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) {
      addTask(context: .current, priority: priority, operation: operation)
    }

    /// Like the standard `addTask(name:priority:operation:)`, for a task that owns a snapshot of the caller's
    /// context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      name: String?, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) {
      addTask(context: .current, name: name, priority: priority, operation: operation)
    }

    /// Like the standard `addTask(executorPreference:priority:operation:)`, for a task that owns a snapshot
    /// of the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) {
      addTask(context: .current, executorPreference: taskExecutor, priority: priority, operation: operation)
    }

    /// Like the standard `addTask(name:executorPreference:priority:operation:)`, for a task that owns a
    /// snapshot of the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      name: String?, executorPreference taskExecutor: (any TaskExecutor)? = nil,
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) {
      addTask(
        context: .current, name: name, executorPreference: taskExecutor, priority: priority,
        operation: operation)
    }

    /// Like the standard `addTaskUnlessCancelled(priority:operation:)`, for a task that owns a snapshot of
    /// the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) -> Bool {
      addTaskUnlessCancelled(context: .current, priority: priority, operation: operation)
    }

    /// Like the standard `addTaskUnlessCancelled(name:priority:operation:)`, for a task that owns a snapshot
    /// of the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      name: String?, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) -> Bool {
      addTaskUnlessCancelled(context: .current, name: name, priority: priority, operation: operation)
    }

    /// Like the standard `addTaskUnlessCancelled(executorPreference:priority:operation:)`, for a task that
    /// owns a snapshot of the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) -> Bool {
      addTaskUnlessCancelled(
        context: .current, executorPreference: taskExecutor, priority: priority, operation: operation)
    }

    /// Like the standard `addTaskUnlessCancelled(name:executorPreference:priority:operation:)`, for a task
    /// that owns a snapshot of the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      name: String?, executorPreference taskExecutor: (any TaskExecutor)? = nil,
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async -> Void
    ) -> Bool {
      addTaskUnlessCancelled(
        context: .current, name: name, executorPreference: taskExecutor, priority: priority,
        operation: operation)
    }

    /// Like the standard `addImmediateTask(name:priority:executorPreference:operation:)`, for a task that
    /// owns a snapshot of the caller's context (rule 5).
    @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
    @_disfavoredOverload
    @inlinable
    public mutating func addImmediateTask(
      name: String? = nil, priority: TaskPriority? = nil,
      executorPreference taskExecutor: consuming (any TaskExecutor)? = nil,
      @_inheritActorContext @_implicitSelfCapture operation: sending @escaping @isolated(any) () async -> Void
    ) {
      addImmediateTask(
        context: .current, name: name, priority: priority, executorPreference: taskExecutor,
        operation: operation)
    }

    /// Like the standard `addImmediateTaskUnlessCancelled(name:priority:executorPreference:operation:)`, for
    /// a task that owns a snapshot of the caller's context (rule 5).
    @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
    @_disfavoredOverload
    @inlinable
    public mutating func addImmediateTaskUnlessCancelled(
      name: String? = nil, priority: TaskPriority? = nil,
      executorPreference taskExecutor: consuming (any TaskExecutor)? = nil,
      @_inheritActorContext @_implicitSelfCapture operation: sending @escaping @isolated(any) () async -> Void
    ) -> Bool {
      addImmediateTaskUnlessCancelled(
        context: .current, name: name, priority: priority, executorPreference: taskExecutor,
        operation: operation)
    }
  }

#endif
