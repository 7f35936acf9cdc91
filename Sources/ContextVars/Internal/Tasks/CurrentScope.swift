// The one task local that carries a context, and what the public, generic API needs from it.
//
// That API is inlinable, so that it is specialised for the user's types in the user's module.
public import CScope
public import CTaskRuntime

/// The innermost scope of the running task or thread.
///
/// A single task local, whatever the number of variables: an unstructured task copies every task-local
/// binding of its parent, and a read walks them.
@usableFromInline
enum CurrentScope {
  @usableFromInline @TaskLocal static var value: Scope?

  /// For inlinable functions, since `$value` itself cannot be `@usableFromInline`.
  @usableFromInline static var local: TaskLocal<Scope?> { $value }

  /// The innermost scope, not retained: the task-local binding holds it as long as the caller is inside.
  @inlinable @inline(__always)
  static var borrowed: Unmanaged<Scope>? {
    if usesPlainRuntime { return value.map(Unmanaged.passUnretained) }
    // A `Scope?` is one word, the address of the object.
    return ctask_local_get().map { .fromOpaque($0) }
  }

  /// Registers the task local with CTaskRuntime. Must be read before a scope is bound.
  @usableFromInline static let isReady: Void = ctask_local_is(Unmanaged.passUnretained($value).toOpaque())

  /// Runs `operation` with the task local bound to a scope, which it retains.
  ///
  /// Not inlined, since a caller may be asynchronous (see `push`).
  @usableFromInline @inline(never)
  static func bound<Result: ~Copyable, E: Error>(
    to scope: Unmanaged<Scope>, _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    #if CONTEXTVARS_PLAIN_RUNTIME
      // `TaskLocal.withValue` has neither typed throws nor noncopyable results: carry both around it.
      var outcome: Swift.Result<Result, E>?
      $value.withValue(scope.takeUnretainedValue()) {
        do throws(E) { outcome = .success(try operation()) } catch { outcome = .failure(error) }
      }
      return try outcome.take()!.get()
    #else
      push(scope.retain())
      defer { pop() }
      return try operation()
    #endif
  }

  #if !CONTEXTVARS_PLAIN_RUNTIME
    /// Binds the task local to a scope until `pop`, and consumes the reference.
    ///
    /// Only for synchronous functions, and for asynchronous ones that call a single function in between and
    /// return its result. The binding is allocated on the task's stack, and so is the memory of an
    /// asynchronous function, in an order that only the compiler knows.
    @usableFromInline static func push(_ scope: Unmanaged<Scope>) {
      _ = isReady
      ctask_local_push(
        scope.toOpaque(), unsafeBitCast(Scope?.self as Any.Type, to: UnsafeRawPointer.self))
    }

    /// Ends the last binding of the running task or thread.
    @inlinable static func pop() { ctask_local_pop() }
  #endif

  /// The result of looking up a variable.
  @usableFromInline
  enum Look {
    /// Not retained: it stays as long as the caller is inside the scope and sets nothing.
    case bound(Unmanaged<AnyObject>), unbound
    /// The variable must be read by `stored(of:)`.
    case elsewhere
  }

  /// What the variable is bound to, if that can be read without waiting for anyone or making anyone wait.
  @inlinable @inline(__always)
  static func look(for number: UInt) -> Look {
    guard let scope = borrowed else { return .unbound }
    let caller = usesPlainRuntime ? TaskIdentity.current.rawValue : 0
    let word = cscope_look(cscope_of(scope.toOpaque()), number, caller)
    if word > UInt(CSCOPE_OPEN) {
      return .bound(.fromOpaque(UnsafeRawPointer(bitPattern: word).unsafelyUnwrapped))
    }
    return word == UInt(CSCOPE_UNBOUND) ? .unbound : .elsewhere
  }

  /// What is stored for the variable; nil if it is not bound.
  @usableFromInline
  static func stored(of number: UInt) -> AnyObject? {
    value?.stored(of: number)
  }

  /// Binds the variable in the innermost scope (nil: unbinds it). Consumes the reference. See
  /// ``ContextVar/set(_:)``.
  @usableFromInline
  static func set(
    _ stored: Unmanaged<AnyObject>?, for variable: Unmanaged<VariableDefinition>
  ) throws(ContextError) -> Replaced {
    let replaced = variable._withUnsafeGuaranteedRef { variable in
      borrowed?._withUnsafeGuaranteedRef { scope -> Replaced? in
        if stored != nil { variable.noteBound() }
        // First, since only an owner may ask what the scope is tied to, and so whether it is watched.
        let caller = TaskIdentity.current
        guard scope.isOwned(by: caller) else { return nil }
        if cscope_has_census(), let stored { Census.bound(stored, at: variable.number, by: .set) }
        guard isWatched(scope, variable) else {
          return scope.change(variable.number, to: word(stored), for: caller)
        }
        let new = stored?.takeUnretainedValue()
        let replaced = scope.change(variable.number, to: word(stored), for: caller)
        tell(scope, new == nil ? .unset : .set, variable, replaced.previous, new)
        return replaced
      }
    }
    guard let replaced else {
      stored?.release()
      throw ContextError(
        borrowed == nil ? .noScope : .notOwner, of: variable.takeUnretainedValue(),
        by: stored == nil ? .unset : .set)
    }
    return replaced
  }

  private static func word(_ stored: Unmanaged<AnyObject>?) -> Content.Word {
    stored.map { .bound($0) } ?? .masked
  }

  /// Restores what `restorePoint` remembers. See ``ContextVar/reset(_:)``.
  @usableFromInline
  static func reset(_ variable: VariableDefinition, to restorePoint: RestorePoint) throws(ContextError) {
    try reset(variable, to: restorePoint, by: .reset)
  }

  static func reset(
    _ variable: VariableDefinition, to restorePoint: RestorePoint, by call: ContextError.Call
  ) throws(ContextError) {
    let scope = value
    let (displaced, restored) = try restorePoint.redeem(for: variable, in: scope, by: call)
    if let scope, isWatched(scope, variable) { tell(scope, .reset, variable, displaced, restored) }
  }

  /// Makes all of these changes in the innermost scope or, if one is refused, none. See
  /// ``Context/adopt(changesFrom:since:)``.
  static func adopt(_ changes: [BindingChange]) throws(ContextError) {
    guard let scope = value else { throw ContextError(.noScope, by: .adopt) }
    guard scope.isOwnedByCaller else { throw ContextError(.notOwner, by: .adopt) }
    // Keys first: from here on only they may be refused.
    let ofKeys = changes.filter(\.variable.isKey)
    if !ofKeys.isEmpty { try KeyedContext.adopt(ofKeys) }
    for change in changes where !change.variable.isKey && change.variable.inheritance != .never {
      _ = try set(
        (change.after?.stored).map { .passRetained($0) }, for: .passUnretained(change.variable))
    }
  }

  /// Changes these keys of the innermost scope, or any of its keys if `keys` is nil. See `Scope.changeKeys`.
  static func changeKeys(
    _ keys: [KeyDefinition]?, by change: (Keys) throws(ContextError) -> Keys
  ) throws(ContextError) {
    guard let scope = value else { throw ContextError(.noScope, key: keys?.first) }
    let before = try scope.changeKeys(of: keys?.first, by: change)
    guard scope.hasWatchers else { return }
    var changed = keys ?? []
    if keys == nil {
      var bindings = before.makeIterator()
      while let binding = bindings.next() { if let key = binding.variable.asKey { changed.append(key) } }
    }
    for key in changed {
      let (old, new) = (before.binding(of: key), scope.binding(of: .key(key)))
      tell(scope, new == nil ? .unset : .set, key, old, new)
    }
  }

  private static func isWatched(_ scope: Scope, _ variable: VariableDefinition) -> Bool {
    variable.hasWatchers || scope.hasWatchers
  }

  /// Notifies the watchers of the variable and of the scope.
  @inline(never)
  private static func tell(
    _ scope: Scope, _ kind: ContextChangeKind, _ variable: VariableDefinition, _ oldObject: AnyObject?,
    _ newObject: AnyObject?
  ) {
    let old = oldObject.map { VariableDefinition.binding($0, at: variable.number) }
    let new = newObject.map { VariableDefinition.binding($0, at: variable.number) }
    variable.watchers.tell(VariableEvent(kind: kind, old: old, new: new))
    scope.home?.tell(
      .change(kind, AnyContextVar(variable), oldValue: old?.shownValue, newValue: new?.shownValue))
  }
}

// MARK: - Running in a scope

extension CurrentScope {
  /// Runs `operation` in a scope that the running task owns, and leaves the scope.
  ///
  /// Not inlined, since a caller may be asynchronous (see `push`).
  ///
  /// - Parameters:
  ///   - held: The scope. The reference is consumed: the task-local binding holds the scope.
  ///   - announcement: Notifies watchers of the entry.
  @inlinable @inline(never)
  static func occupying<Result: ~Copyable, E: Error>(
    _ held: Unmanaged<Scope>, telling announcement: Announcement? = nil,
    _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    defer { announcement?.left() }
    #if CONTEXTVARS_PLAIN_RUNTIME
      let scope = held.takeRetainedValue()
      return try bound(to: held) { () throws(E) in
        announcement?.entered()
        defer {
          announcement?.leaving()
          scope.leave()
        }
        return try operation()
      }
    #else
      push(held)
      announcement?.entered()
      defer {
        announcement?.leaving()
        if !cscope_leave(cscope_of(held.toOpaque())) { held._withUnsafeGuaranteedRef { $0.leave() } }
        if ctask_runs_task() {
          pop()
        } else {
          // Outside a task, the runtime frees the last binding after it has released the value in it, whose
          // `deinit` might bind something, and so free the same binding. So the scope stays until the pop is
          // over.
          withExtendedLifetime(held.takeUnretainedValue()) { pop() }
        }
      }
      return try operation()
    #endif
  }

  /// Runs `operation` in a scope that the running task owns, and leaves the scope.
  ///
  /// Specialised for the user's types, but not inlined: the calling task would need more memory from its
  /// start, and beyond a kilobyte `malloc` costs several hundred nanoseconds.
  ///
  /// - Parameters:
  ///   - held: The scope. The reference is consumed.
  ///   - announcement: Notifies watchers of the entry.
  @inlinable @inline(never)
  static func occupying<Result: ~Copyable, E: Error>(
    _ held: Unmanaged<Scope>, telling announcement: Announcement? = nil,
    isolation: isolated (any Actor)?, _ operation: @concurrent () async throws(E) -> Result
  ) async throws(E) -> Result {
    let scope = held.takeRetainedValue()
    // A result of any type may need room on the task's stack (see `push`), which `withValue` takes care of.
    // It has neither typed throws nor noncopyable results: carry both around it.
    _ = isReady
    var outcome: Swift.Result<Result, E>?
    await local.withValue(scope) {
      _ = isolation
      announcement?.entered()
      do throws(E) { outcome = .success(try await operation()) } catch { outcome = .failure(error) }
      announcement?.leaving()
      scope.leave()
    }
    announcement?.left()
    return try outcome.take()!.get()
  }
}

extension Context {
  /// A scope that starts from this context and is owned by the running task, +1.
  @usableFromInline func entered() -> Unmanaged<Scope> { .passRetained(Scope(over: map, owner: .current)) }
}

// MARK: - Binding one variable

extension CurrentScope {
  /// A scope over the caller's in which the variable is bound to `stored`, owned by the running task, +1.
  /// Consumes the reference to `stored`.
  @usableFromInline
  static func entered(
    storing stored: Unmanaged<AnyObject>, for variable: Unmanaged<VariableDefinition>
  ) -> Unmanaged<Scope> {
    let caller = TaskIdentity.current
    let around = borrowed?._withUnsafeGuaranteedRef { $0.map(for: caller) } ?? .empty
    let number = variable._withUnsafeGuaranteedRef { $0.number }
    if cscope_has_census() { Census.bound(stored, at: number, by: .withValue) }
    return .passRetained(Scope(over: around, owner: caller, fixing: (number, stored)))
  }

  /// Notes that the variable has been bound. Returns what notifies its watchers; nil if there are none.
  @usableFromInline
  static func announcement(binding variable: Unmanaged<VariableDefinition>) -> Announcement? {
    variable._withUnsafeGuaranteedRef { variable in
      variable.noteBound()
      return variable.hasWatchers ? .of(CollectionOfOne(variable)) : nil
    }
  }
}
