// Starts the most frequent tasks, those that are given only a context and an operation without an actor,
// directly: by the runtime calls that the standard library's function compiles to (CSpawn), not through it.
import CSpawn

extension ChildScope {
  /// Whether a task with this operation can be started directly. (To ask for the operation's isolation in the
  /// initialisers of `Task` themselves crashes Swift 6.3.1.)
  @inlinable @inline(__always)
  static func canStart<Success>(_ operation: @isolated(any) () async -> Success) -> Bool {
    isDirect && operation.isolation == nil
  }

  /// Whether a task with this operation can be started directly.
  @inlinable @inline(__always)
  static func canStart<Success>(_ operation: @isolated(any) () async throws -> Success) -> Bool {
    isDirect && operation.isolation == nil
  }

  /// Adds a child to a group. `group` is the group's address; a `TaskGroup` holds nothing else.
  @inlinable @inline(__always)
  static func add<Operation: TaskOperation>(
    _ operation: __owned Operation, in context: consuming Context, to group: UnsafeMutableRawPointer
  ) {
    add(
      ClosureWords(consuming: operation), returning: Operation.Success.self, by: Operation.wrapper,
      in: context, to: group)
  }

  @usableFromInline
  static func add(
    _ operation: ClosureWords, returning result: Any.Type, by wrapper: UnsafeRawPointer,
    in context: consuming Context, to group: UnsafeMutableRawPointer
  ) {
    let scope = ChildScope(handed: context.map)
    scope.adopt(operation, isBound: false)
    cspawn_add_task(
      group, unsafeBitCast(result, to: UnsafeRawPointer.self), wrapper,
      Unmanaged.passRetained(consume scope).toOpaque())
  }

  /// Starts an unstructured task.
  @inlinable @inline(__always)
  static func start<Operation: TaskOperation>(
    _ operation: __owned Operation, in context: consuming Context
  ) -> Task<Operation.Success, Operation.Failure> {
    let task = start(
      ClosureWords(consuming: operation), returning: Operation.Success.self, by: Operation.wrapper,
      in: context)
    // A `Task` is a single reference.
    return unsafeBitCast(Unmanaged<AnyObject>.fromOpaque(task).takeRetainedValue(), to: Task.self)
  }

  @usableFromInline
  static func start(
    _ operation: ClosureWords, returning result: Any.Type, by wrapper: UnsafeRawPointer,
    in context: consuming Context
  ) -> UnsafeRawPointer {
    let scope = ChildScope(handed: context.map)
    scope.adopt(operation, isBound: true)
    // The task's own reference, which it keeps beyond the call.
    let held = Unmanaged<Scope>.passRetained(consume scope)
    return CurrentScope.bound(to: held) {
      UnsafeRawPointer(
        cspawn_make_task(unsafeBitCast(result, to: UnsafeRawPointer.self), wrapper, held.toOpaque()))
    }
  }
}
