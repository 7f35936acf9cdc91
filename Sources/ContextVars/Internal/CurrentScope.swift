/// The one task local that carries a context, and what the public, generic face asks of it.
///
/// The generic face is inlinable, so that it is specialised for the user's types in the user's module; what it
/// calls is here, not generic and not inlined.
import CReaders
import CTaskRuntime

/// The innermost scope of the running task or thread.
///
/// One task local, whatever the number of variables: an unstructured task copies every task-local binding of
/// its parent, and a read walks them.
@usableFromInline
enum CurrentScope {
  @TaskLocal static var value: ContextScope?

  /// The innermost scope, not retained: the binding holds it for as long as the caller is inside.
  @inline(__always)
  static var borrowed: Unmanaged<ContextScope>? {
    #if CONTEXTVARS_PLAIN_RUNTIME
      value.map(Unmanaged.passUnretained)
    #else
      // A `ContextScope?` is one word, the address of the object.
      ctask_local_get().map { .fromOpaque($0) }
    #endif
  }

  /// To be asked for before there is a scope to bind.
  static let isReady: Void = ctask_local_is(Unmanaged.passUnretained($value).toOpaque())

  /// Runs `operation` with the task local bound to `scope`.
  ///
  /// Not inlined: a caller may be asynchronous (see `push`).
  @usableFromInline @inline(never)
  static func bound<Result: ~Copyable, E: Error>(
    to scope: ContextScope, _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    #if CONTEXTVARS_PLAIN_RUNTIME
      // `TaskLocal.withValue` has neither typed throws nor noncopyable results: carry both around it.
      var outcome: Swift.Result<Result, E>?
      $value.withValue(scope) {
        do throws(E) { outcome = .success(try operation()) } catch { outcome = .failure(error) }
      }
      return try outcome.take()!.get()
    #else
      push(.passRetained(scope))
      defer { pop() }
      return try operation()
    #endif
  }

  /// Runs `operation` with the task local bound to `scope`.
  @usableFromInline
  static func bound<Result: ~Copyable, E: Error>(
    to scope: ContextScope, _ operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    // As above. A result of any type may need room on the task's stack (see `push`), which `withValue` sees to.
    var outcome: Swift.Result<Result, E>?
    await $value.withValue(scope) {
      do throws(E) { outcome = .success(try await operation()) } catch { outcome = .failure(error) }
    }
    return try outcome.take()!.get()
  }

  #if !CONTEXTVARS_PLAIN_RUNTIME
    /// Binds the task local to a scope until `pop`, and takes over the reference.
    ///
    /// In synchronous functions alone. The binding lies on the stack from which a task allocates, and so does what an
    /// asynchronous function needs room for, in an order that only the compiler knows.
    static func push(_ scope: Unmanaged<ContextScope>) {
      ctask_local_push(
        scope.toOpaque(), unsafeBitCast(ContextScope?.self as Any.Type, to: UnsafeRawPointer.self))
    }

    /// Ends the last binding of the running task or thread.
    static func pop() { ctask_local_pop() }
  #endif

  /// What `currentLook` found.
  ///
  /// A binding is not retained. It stays where it is as long as nothing is set in the scope, which its owner alone may
  /// do. Either the owner is the caller, who is about to copy the value; or it waits for the caller.
  @usableFromInline
  enum Look {
    case bound(Unmanaged<Binding>), unbound
    /// The caller is to say `endLook` when it has copied the value.
    case guarded(Unmanaged<Binding>?, Reader)
    /// Others may change what the caller sees: to be asked of `binding(of:)`.
    case shared
  }

  /// What `creaders_enter` gave.
  @usableFromInline typealias Reader = UnsafeMutableRawPointer

  /// Says that the value of a `guarded` look has been copied: who changes the scope waits for that.
  @usableFromInline
  static func endLook(_ reader: Reader) { creaders_leave(reader) }

  /// What the variable is bound to, nil if it is not.
  @usableFromInline
  static func binding(of number: UInt) -> Binding? {
    value?.binding(of: number)
  }

  /// Puts the binding into the innermost scope. See ``ContextVar/set(_:)``.
  @usableFromInline
  static func set(_ binding: consuming Binding) throws(ContextError) -> Replaced {
    let variable = binding.unretainedVariable
    return try exchange(.passRetained(consume binding), for: variable)
  }

  /// Unbinds the variable in the innermost scope. See ``ContextVar/unset()``.
  @usableFromInline
  static func unset(_ variable: Unmanaged<VariableDefinition>) throws(ContextError) -> Replaced {
    try exchange(nil, for: variable)
  }

  /// Binds the variable in the innermost scope (nil: unbinds it). Takes the reference over.
  private static func exchange(
    _ binding: Unmanaged<Binding>?, for variable: Unmanaged<VariableDefinition>
  ) throws(ContextError) -> Replaced {
    guard let scope = borrowed else {
      binding?.release()
      throw ContextError(.noScope, of: variable.takeUnretainedValue())
    }
    let replaced = variable._withUnsafeGuaranteedRef { variable in
      scope._withUnsafeGuaranteedRef { scope -> Replaced? in
        guard isWatched(scope, variable) else { return scope.exchange(binding, for: variable) }
        let new = binding?.takeUnretainedValue()
        guard let replaced = scope.exchange(binding, for: variable) else { return nil }
        tell(scope, new == nil ? .unset : .set, variable, replaced.previous, new)
        return replaced
      }
    }
    guard let replaced else { throw ContextError(.notOwner, of: variable.takeUnretainedValue()) }
    return replaced
  }

  /// Restores what `restorePoint` remembers. See ``ContextVar/reset(_:)``.
  @usableFromInline
  static func reset(_ variable: VariableDefinition, to restorePoint: RestorePoint) throws(ContextError) {
    let scope = value
    let (displaced, restored) = try restorePoint.redeem(for: variable, in: scope)
    if let scope, isWatched(scope, variable) { tell(scope, .reset, variable, displaced, restored) }
  }

  /// Changes the keys of the innermost scope: `key`, or, if that is nil, any. See `ContextScope.changeKeys`.
  static func changeKeys(
    of key: KeyDefinition?, by change: (ContextMap) throws(ContextError) -> ContextMap
  ) throws(ContextError) {
    guard let scope = value else { throw ContextError(.noScope, key: key) }
    let before = try scope.changeKeys(of: key, by: change)
    guard scope.hasWatchers else { return }
    var changed: [KeyDefinition] = key.map { [$0] } ?? []
    if key == nil {
      var bindings = before.makeIterator()
      while let binding = bindings.next() { if let key = binding.variable.asKey { changed.append(key) } }
    }
    for key in changed {
      let (old, new) = (before.binding(of: .key(key)), scope.binding(of: .key(key)))
      tell(scope, new == nil ? .unset : .set, key, old, new)
    }
  }

  private static func isWatched(_ scope: ContextScope, _ variable: VariableDefinition) -> Bool {
    variable.hasWatchers || scope.hasWatchers
  }

  /// Tells those who watch the variable and those who watch the scope.
  @inline(never)
  private static func tell(
    _ scope: ContextScope, _ kind: ContextChangeKind, _ variable: VariableDefinition, _ old: Binding?,
    _ new: Binding?
  ) {
    variable.watchers.tell(VariableEvent(kind: kind, old: old, new: new))
    guard scope.hasWatchers else { return }
    ScopeWatchers.tell(
      scope, .change(kind, AnyContextVar(variable), oldValue: old?.anyValue, newValue: new?.anyValue))
  }
}

/// What the variable with this number is bound to in the innermost scope, if that can be read without a lock.
///
/// No member of `CurrentScope`: the caller of one passes its type as well, through a function that drops it (1 ns of 14).
@usableFromInline
func currentLook(for number: UInt) -> CurrentScope.Look {
  guard let scope = CurrentScope.borrowed else { return .unbound }
  // In two steps, of which the first is inlined.
  guard scope._withUnsafeGuaranteedRef({ $0.isOwnedByCallerAlone && $0.ties == nil }) else {
    return scope._withUnsafeGuaranteedRef { $0.guardedLook(for: number) }
  }
  return scope._withUnsafeGuaranteedRef { $0.borrowedBinding(of: number) }.map(CurrentScope.Look.bound)
    ?? .unbound
}
