// Written by Scripts/generate-spawns. Do not edit.
//
// `Task.init` and `Task.immediate` for files that import ContextVarsImplicit: each task owns a snapshot
// of the caller's context (rule 5). docs/Design.md says why each attribute is there.
#if compiler(>=6.3) && compiler(<6.4) && !CONTEXTVARS_NO_SHADOWS
  public import ContextVars

  extension Task where Failure == Never {
    /// Like the standard `Task(name:priority:operation:)`, for a task that owns a snapshot of the caller's
    /// context (rule 5).
    @_disfavoredOverload
    @inlinable
    @discardableResult
    public init(
      name: String? = nil, priority: TaskPriority? = nil,
      @_inheritActorContext @_implicitSelfCapture operation:
        sending @escaping @isolated(any) () async -> Success
    ) {
      self.init(context: .current, name: name, priority: priority, operation: operation)
    }

    /// Like the standard `Task(name:executorPreference:priority:operation:)`, for a task that owns a snapshot
    /// of the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    @discardableResult
    public init(
      name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
      priority: TaskPriority? = nil,
      operation: sending @escaping @concurrent () async -> Success
    ) {
      self.init(
        context: .current, name: name, executorPreference: taskExecutor, priority: priority,
        operation: operation)
    }

    /// Like the standard `Task.immediate(name:priority:executorPreference:operation:)`, for a task that owns
    /// a snapshot of the caller's context (rule 5).
    @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
    @_disfavoredOverload
    @inlinable
    @discardableResult
    public static func immediate(
      name: String? = nil, priority: TaskPriority? = nil,
      executorPreference taskExecutor: consuming (any TaskExecutor)? = nil,
      @_implicitSelfCapture @_inheritActorContext(always) operation:
        sending @escaping @isolated(any) () async -> Success
    ) -> Task<Success, Never> {
      Task.immediate(
        context: .current, name: name, priority: priority, executorPreference: taskExecutor,
        operation: operation)
    }
  }

  extension Task where Failure == any Error {
    /// Like the standard `Task(name:priority:operation:)`, for a task that owns a snapshot of the caller's
    /// context (rule 5).
    @_disfavoredOverload
    @inlinable
    @discardableResult
    public init(
      name: String? = nil, priority: TaskPriority? = nil,
      @_inheritActorContext @_implicitSelfCapture operation:
        sending @escaping @isolated(any) () async throws -> Success
    ) {
      self.init(context: .current, name: name, priority: priority, operation: operation)
    }

    /// Like the standard `Task(name:executorPreference:priority:operation:)`, for a task that owns a snapshot
    /// of the caller's context (rule 5).
    @_disfavoredOverload
    @inlinable
    @discardableResult
    public init(
      name: String? = nil, executorPreference taskExecutor: (any TaskExecutor)?,
      priority: TaskPriority? = nil,
      operation: sending @escaping @concurrent () async throws -> Success
    ) {
      self.init(
        context: .current, name: name, executorPreference: taskExecutor, priority: priority,
        operation: operation)
    }

    /// Like the standard `Task.immediate(name:priority:executorPreference:operation:)`, for a task that owns
    /// a snapshot of the caller's context (rule 5).
    @available(macOS 26.0, iOS 26.0, watchOS 26.0, tvOS 26.0, visionOS 26.0, *)
    @_disfavoredOverload
    @inlinable
    @discardableResult
    public static func immediate(
      name: String? = nil, priority: TaskPriority? = nil,
      executorPreference taskExecutor: consuming (any TaskExecutor)? = nil,
      @_implicitSelfCapture @_inheritActorContext(always) operation:
        sending @escaping @isolated(any) () async throws -> Success
    ) -> Task<Success, any Error> {
      Task.immediate(
        context: .current, name: name, priority: priority, executorPreference: taskExecutor,
        operation: operation)
    }
  }

#endif
