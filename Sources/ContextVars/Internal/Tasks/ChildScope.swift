// The scope of a task that owns it from the start, together with what the task does: one object, which the wrapper in
// CSpawn has for its closure context.
public import CSpawn

/// A scope with its task's operation.
///
/// `@unchecked Sendable`: `words` is written before the task is started, and then by the task alone.
@usableFromInline
final class ChildScope: Scope, @unchecked Sendable {
  @exclusivity(unchecked) private var words = cspawn_operation()

  /// A scope that begins with `context`.
  init(handed context: consuming ContextMap) {
    _ = Self.isReady
    // Asked first: nothing is counted then.
    if !context.isHandedOnAsIs { context = context.handedOn }
    super.init(over: context, owner: .starting)
  }

  /// A layer over `below`.
  init(startingWith base: ContextMap, over below: Scope) {
    _ = Self.isReady
    super.init(startingWith: base, over: below)
  }

  /// Of a task that was never started.
  deinit {
    if let context = words.context { Unmanaged<AnyObject>.fromOpaque(context).release() }
  }

  /// Whether the wrapper in C is used.
  @inlinable
  static var isDirect: Bool { isTestedToolchain && !usesPlainRuntime && cspawn_is_supported() }

  /// Whether the wrapper has been tested with this toolchain. To raise it, run `make check` with the new one. (`make
  /// test-plain` runs the tests as for other toolchains.)
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
      // Else it goes.
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
  /// Takes the operation, with its reference to the context, and is from now on isolated where it is.
  @usableFromInline
  func adopt(_ operation: ClosureWords, isBound: Bool) {
    words = cspawn_operation(entry: operation.entry, context: operation.context, is_bound: isBound)
    if let context = operation.context { copyIsolation(from: context) }
  }

  /// `operation`, isolated as it is, in this scope, which is bound by it unless it `isBound` around it.
  @inlinable
  func running<Operation: TaskOperation>(_ operation: __owned Operation, isBound: Bool) -> Operation {
    adopt(ClosureWords(consuming: operation), isBound: isBound)
    // A closure of the operation's type around this scope. The cast makes one of its own, which holds the scope.
    let words = ClosureWords(entry: Operation.wrapper, context: Unmanaged.passUnretained(self).toOpaque())
    return unsafeBitCast(words, to: Operation.self)
  }
}
