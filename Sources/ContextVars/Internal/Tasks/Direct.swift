// Starting the tasks that are started most: given a context and an operation alone, which has no actor. Without the standard
// library's function in between, by what the compiler makes of that (CSpawn).
import CSpawn

extension ChildScope {
  /// Whether a task with this operation can be started so. (Asked in the initialisers of `Task` themselves, an operation's
  /// isolation crashes Swift 6.3.1.)
  @inlinable @inline(__always)
  static func canStart<Success>(_ operation: @isolated(any) () async -> Success) -> Bool {
    isDirect && operation.isolation == nil
  }

  /// Whether a task with this operation can be started so.
  @inlinable @inline(__always)
  static func canStart<Success>(_ operation: @isolated(any) () async throws -> Success) -> Bool {
    isDirect && operation.isolation == nil
  }

  /// Adds a child to a group that is given by its address.
  @usableFromInline
  static func add(
    _ operation: ClosureWords, returning result: Any.Type, throwing: Bool, in context: consuming Context,
    to group: UnsafeMutableRawPointer
  ) {
    let scope = ChildScope(handed: context.map)
    scope.adopt(operation, isBound: false)
    let wrapper = scope.wrapper(throwing: throwing)
    cspawn_add_task(
      group, unsafeBitCast(result, to: UnsafeRawPointer.self), wrapper.entry,
      Unmanaged.passRetained(consume scope).toOpaque())
  }

  /// Starts an unstructured task, +1.
  @usableFromInline
  static func start(
    _ operation: ClosureWords, returning result: Any.Type, throwing: Bool, in context: consuming Context
  ) -> UnsafeRawPointer {
    let scope = ChildScope(handed: context.map)
    scope.adopt(operation, isBound: true)
    let wrapper = scope.wrapper(throwing: throwing)
    // The task's reference, which it keeps beyond the call.
    let held = Unmanaged<Scope>.passRetained(consume scope)
    return CurrentScope.bound(to: held) {
      UnsafeRawPointer(
        cspawn_make_task(unsafeBitCast(result, to: UnsafeRawPointer.self), wrapper.entry, held.toOpaque()))
    }
  }
}

extension TaskGroup {
  /// Adds a child that begins with `context`.
  @inlinable @inline(__always)
  func addDirectly(
    _ operation: __owned @escaping @isolated(any) () async -> ChildTaskResult, in context: consuming Context
  ) {
    // A group is its address.
    ChildScope.add(
      ClosureWords(consuming: Operation(operation)), returning: ChildTaskResult.self,
      throwing: false, in: context, to: unsafeBitCast(self, to: UnsafeMutableRawPointer.self))
  }
}

extension ThrowingTaskGroup {
  /// Adds a child that begins with `context`.
  @inlinable @inline(__always)
  func addDirectly(
    _ operation: __owned @escaping @isolated(any) () async throws -> ChildTaskResult,
    in context: consuming Context
  ) {
    // A group is its address.
    ChildScope.add(
      ClosureWords(consuming: ThrowingOperation(operation)), returning: ChildTaskResult.self,
      throwing: true, in: context, to: unsafeBitCast(self, to: UnsafeMutableRawPointer.self))
  }
}

extension Task where Failure == Never {
  /// Starts a task that begins with `context`.
  @inlinable @inline(__always)
  init(
    directly operation: __owned @escaping @isolated(any) () async -> Success, in context: consuming Context
  ) {
    let task = ChildScope.start(
      ClosureWords(consuming: Operation(operation)), returning: Success.self,
      throwing: false, in: context)
    // A task is a reference, of which the cast makes another.
    self = unsafeBitCast(task, to: Task.self)
    Unmanaged<AnyObject>.fromOpaque(task).release()
  }
}

extension Task where Failure == any Error {
  /// Starts a task that begins with `context`.
  @inlinable @inline(__always)
  init(
    directly operation: __owned @escaping @isolated(any) () async throws -> Success,
    in context: consuming Context
  ) {
    let task = ChildScope.start(
      ClosureWords(consuming: ThrowingOperation(operation)), returning: Success.self,
      throwing: true, in: context)
    // A task is a reference, of which the cast makes another.
    self = unsafeBitCast(task, to: Task.self)
    Unmanaged<AnyObject>.fromOpaque(task).release()
  }
}
