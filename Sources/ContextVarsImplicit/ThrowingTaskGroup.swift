// Children of a `ThrowingTaskGroup` with a snapshot of the caller's context, which the task owns.
//
// For files that import ContextVarsImplicit. Written by Scripts/generate-spawns; docs/Design.md says why
// each mark is there.
#if compiler(>=6.3) && compiler(<6.4) && !CONTEXTVARS_NO_SHADOWS
  public import ContextVars

  extension ThrowingTaskGroup {
    /// `addTask(priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) {
      addTask(context: .current, priority: priority, operation: operation)
    }

    /// `addTask(name:priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      name: String?, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) {
      addTask(context: .current, name: name, priority: priority, operation: operation)
    }

    /// `addTask(executorPreference:priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) {
      addTask(context: .current, executorPreference: taskExecutor, priority: priority, operation: operation)
    }

    /// `addTask(name:executorPreference:priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTask(
      name: String?, executorPreference taskExecutor: (any TaskExecutor)? = nil,
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) {
      addTask(
        context: .current, name: name, executorPreference: taskExecutor, priority: priority,
        operation: operation)
    }

    /// `addTaskUnlessCancelled(priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) -> Bool {
      addTaskUnlessCancelled(context: .current, priority: priority, operation: operation)
    }

    /// `addTaskUnlessCancelled(name:priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      name: String?, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) -> Bool {
      addTaskUnlessCancelled(context: .current, name: name, priority: priority, operation: operation)
    }

    /// `addTaskUnlessCancelled(executorPreference:priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      executorPreference taskExecutor: (any TaskExecutor)? = nil, priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) -> Bool {
      addTaskUnlessCancelled(
        context: .current, executorPreference: taskExecutor, priority: priority, operation: operation)
    }

    /// `addTaskUnlessCancelled(name:executorPreference:priority:operation:)` with `context: .current`.
    @_disfavoredOverload
    @inlinable
    public mutating func addTaskUnlessCancelled(
      name: String?, executorPreference taskExecutor: (any TaskExecutor)? = nil,
      priority: TaskPriority? = nil,
      operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) -> Bool {
      addTaskUnlessCancelled(
        context: .current, name: name, executorPreference: taskExecutor, priority: priority,
        operation: operation)
    }

    /// `addImmediateTask(name:priority:executorPreference:operation:)` with `context: .current`.
    @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
    @_disfavoredOverload
    @inlinable
    public mutating func addImmediateTask(
      name: String? = nil, priority: TaskPriority? = nil,
      executorPreference taskExecutor: consuming (any TaskExecutor)? = nil,
      @_inheritActorContext @_implicitSelfCapture operation:
        sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) {
      addImmediateTask(
        context: .current, name: name, priority: priority, executorPreference: taskExecutor,
        operation: operation)
    }

    /// `addImmediateTaskUnlessCancelled(name:priority:executorPreference:operation:)` with `context: .current`.
    @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
    @_disfavoredOverload
    @inlinable
    public mutating func addImmediateTaskUnlessCancelled(
      name: String? = nil, priority: TaskPriority? = nil,
      executorPreference taskExecutor: consuming (any TaskExecutor)? = nil,
      @_inheritActorContext @_implicitSelfCapture operation:
        sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) -> Bool {
      addImmediateTaskUnlessCancelled(
        context: .current, name: name, priority: priority, executorPreference: taskExecutor,
        operation: operation)
    }
  }
#endif
