// The scope of a task that owns it from the start, together with the task's operation: one object, which the
// wrapper in CSpawn has as its closure context.
public import CSpawn

/// A scope together with its task's operation.
///
/// `@unchecked Sendable`: `words` is written before the task starts, and after that only by the task.
@usableFromInline
final class ChildScope: Scope, @unchecked Sendable {
  @exclusivity(unchecked) private var words = cspawn_operation()

  /// A scope that begins with `context`.
  init(handed context: consuming ContextMap) {
    _ = Self.isReady
    // Checked first, to spare a retain and a release.
    if !context.isHandedOnAsIs { context = context.handedOn }
    super.init(over: context, owner: .starting)
  }

  /// A layer over `below`.
  init(startingWith base: ContextMap, over below: Scope) {
    _ = Self.isReady
    super.init(startingWith: base, over: below)
  }

  /// Releases the operation, if the task was never started.
  deinit {
    if let context = words.context { Unmanaged<AnyObject>.fromOpaque(context).release() }
  }

  /// Whether the wrapper in C is used.
  @inlinable
  static var isDirect: Bool { isTestedToolchain && !usesPlainRuntime && cspawn_is_supported() }

  /// Whether the wrapper has been tested with this toolchain. Before you raise the version, run `make check`
  /// with the new one. `make test-plain` runs the tests as with an untested toolchain.
  @inlinable
  static var isTestedToolchain: Bool {
    #if compiler(>=6.3) && compiler(<6.4) && !CONTEXTVARS_PLAIN_SPAWN
      true
    #else
      false
    #endif
  }

  private static let isReady: Void = {
    _ = CurrentScope.isReady
    let example = ChildScope(over: .empty, owner: .nobody)
    var hooks = cspawn_hooks()
    hooks.operation_offset = withUnsafeMutablePointer(to: &example.words) {
      UnsafeRawPointer($0) - UnsafeRawPointer(Unmanaged.passUnretained(example).toOpaque())
    }
    hooks.leave = { Unmanaged<ChildScope>.fromOpaque($0)._withUnsafeGuaranteedRef { $0.leave() } }
    hooks.left = {
      let scope = Unmanaged<ChildScope>.fromOpaque($0)
      // If it is the only reference, the scope is released next.
      if !scope.isOnlyReference { scope._withUnsafeGuaranteedRef { $0.shorten() } }
    }
    hooks.local_type = unsafeBitCast(Scope?.self as Any.Type, to: UnsafeRawPointer.self)
    cspawn_set_hooks(hooks)
  }()

  private override init(
    over base: consuming ContextMap, owner: TaskIdentity,
    fixing fixed: (number: UInt, Unmanaged<AnyObject>)? = nil
  ) {
    super.init(over: base, owner: owner, fixing: fixed)
  }
}

// MARK: - The wrapper in C

extension ChildScope {
  /// Takes the operation, consumes its reference to its closure context, and has the operation's isolation
  /// from now on.
  @usableFromInline
  func adopt(_ operation: ClosureWords, isBound: Bool) {
    words = cspawn_operation(entry: operation.entry, context: operation.context, is_bound: isBound)
    if let context = operation.context { copyIsolation(from: context) }
  }

  /// Wraps `operation` so that it runs in this scope, with its own isolation. The wrapper binds the scope,
  /// unless the scope `isBound` around the task.
  @inlinable
  func running<Operation: TaskOperation>(_ operation: __owned Operation, isBound: Bool) -> Operation {
    adopt(ClosureWords(consuming: operation), isBound: isBound)
    // A closure of the operation's type with this scope as its context. The cast copies the closure, and so
    // retains the scope.
    let words = ClosureWords(entry: Operation.wrapper, context: Unmanaged.passUnretained(self).toOpaque())
    return unsafeBitCast(words, to: Operation.self)
  }
}
