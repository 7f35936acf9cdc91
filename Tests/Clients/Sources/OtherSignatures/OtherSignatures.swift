// The shadows of ContextVarsImplicit as they would be if the standard library's declarations differed: some
// take a `@Sendable` operation instead of a `sending` one, others one more parameter. They then shadow
// nothing, and because they are marked `@_disfavoredOverload`, all tasks are plain. Without the mark the
// calls would be ambiguous.
import ContextVars

extension Task where Failure == Never {
  /// Would start a task with a snapshot of the caller's context.
  @_disfavoredOverload
  @discardableResult
  public init(
    name: String? = nil, priority: TaskPriority? = nil,
    @_inheritActorContext @_implicitSelfCapture operation:
      @escaping @Sendable @isolated(any) () async -> Success
  ) {
    self.init(context: .current, name: name, priority: priority, operation: operation)
  }

  /// Would start a task with a snapshot of the caller's context.
  @_disfavoredOverload
  @discardableResult
  public static func immediate(
    name: String? = nil, priority: TaskPriority? = nil,
    executorPreference taskExecutor: consuming (any TaskExecutor)? = nil,
    @_implicitSelfCapture @_inheritActorContext(always) operation:
      @escaping @Sendable @isolated(any) () async -> Success
  ) -> Task<Success, Never> {
    Task.immediate(
      context: .current, name: name, priority: priority, executorPreference: taskExecutor,
      operation: operation)
  }
}

extension Task where Failure == any Error {
  /// Would start a task with a snapshot of the caller's context.
  @_disfavoredOverload
  @discardableResult
  public init(
    name: String? = nil, priority: TaskPriority? = nil, isUrgent: Bool = false,
    @_inheritActorContext @_implicitSelfCapture operation:
      sending @escaping @isolated(any) () async throws -> Success
  ) {
    self.init(context: .current, name: name, priority: priority, operation: operation)
  }
}

extension TaskGroup {
  /// Would add a child task with a snapshot of the caller's context.
  @_disfavoredOverload
  public mutating func addTask(
    priority: TaskPriority? = nil, operation: @escaping @Sendable @isolated(any) () async -> ChildTaskResult
  ) {
    addTask(context: .current, priority: priority, operation: operation)
  }

  /// Would add a child task with a snapshot of the caller's context.
  @_disfavoredOverload
  public mutating func addTask(
    name: String?, priority: TaskPriority? = nil,
    operation: @escaping @Sendable @isolated(any) () async -> ChildTaskResult
  ) {
    addTask(context: .current, name: name, priority: priority, operation: operation)
  }
}

extension ThrowingDiscardingTaskGroup {
  /// Would add a child task with a snapshot of the caller's context.
  @_disfavoredOverload
  public mutating func addTask(
    priority: TaskPriority? = nil, isUrgent: Bool = false,
    operation: sending @escaping @isolated(any) () async throws -> Void
  ) {
    addTask(context: .current, priority: priority, operation: operation)
  }
}
