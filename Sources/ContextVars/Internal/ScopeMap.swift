/// The map of a scope, and the one binding that it may have beside it.
///
/// A `withValue` binds one variable over what is bound around it, and mostly nobody wants the two as one map. So its scope
/// holds both, and a read looks at one after the other: no path of nodes is copied. Whoever does want the map (a task that
/// is started with a context, a change, a layer) has it made, once.

extension ContextScope {
  /// A scope over the caller's, with `added` bound in it, which the running task has entered.
  ///
  /// It holds the map around it as it is, with whatever the added binding hides there: so only where that map stays in
  /// its own scope for as long as the task is inside.
  static func adding(_ added: consuming Binding) -> ContextScope {
    added.unretainedVariable._withUnsafeGuaranteedRef { $0.noteBound() }
    let caller = TaskIdentity.current
    let around = CurrentScope.borrowed?._withUnsafeGuaranteedRef { outer in
      // Nobody but the running task could change this one, and it is about to leave it alone.
      (map: outer.currentMap(for: caller), stays: outer.isOwnedAlone(by: caller) && outer.ties == nil)
    }
    guard let around else { return ContextScope(.empty, adding: added, owner: caller) }
    guard around.stays else { return ContextScope(around.map.setting(added), owner: caller) }
    return ContextScope(around.map, adding: added, owner: caller)
  }

  /// The present bindings. Under `lock`.
  var map: ContextMap {
    get {
      guard let added else { return base }
      if let joined { return joined }
      let both = base.setting(added)
      joined = both
      return both
    }
    set {
      closeToReaders()
      base = newValue
      added = nil
      joined = nil
    }
  }

  /// What the variable is bound to, not retained. Under `lock`, or by the one owner, whom nobody can disturb.
  @inline(__always)
  func borrowedBinding(of number: UInt) -> Unmanaged<Binding>? {
    if let added = unretainedAdded, added._withUnsafeGuaranteedRef({ $0.number == number }) { return added }
    return Unmanaged.passUnretained(base)._withUnsafeGuaranteedRef { $0.borrowedBinding(of: number) }
  }

  private var unretainedAdded: Unmanaged<Binding>? { added.map(Unmanaged.passUnretained) }

  /// Lets go of what the added binding hides, for those who hold the scope when its owner has left.
  func settle() {
    // Out of the lock goes what has gone: that may run a user's `deinit`.
    let gone = lock.withLock { () -> (ContextMap, Binding)? in
      guard let added else { return nil }
      defer { map = map }
      return (base, added)
    }
    withExtendedLifetime(gone) {}
  }
}

extension Binding {
  fileprivate var number: UInt { unretainedVariable._withUnsafeGuaranteedRef { $0.number } }

  private var isWatched: Bool { unretainedVariable._withUnsafeGuaranteedRef { $0.hasWatchers } }
}

// MARK: - Running with a value

extension Binding {
  /// Runs `operation` in a scope of its own in which this is bound.
  @usableFromInline
  consuming func occupied<Result: ~Copyable, E: Error>(
    _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    guard !isWatched else {
      return try Context(Context.current.map.setting(self)).run(announcing: [variable], operation)
    }
    return try ContextScope.occupying(.adding(self), operation)
  }

  /// Runs `operation` in a scope of its own in which this is bound.
  @usableFromInline
  consuming func occupied<Result: ~Copyable, E: Error>(
    _ operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    guard !isWatched else {
      return try await Context(Context.current.map.setting(self)).run(announcing: [variable], operation)
    }
    var scope = ContextScope.adding(self)
    defer { if !isKnownUniquelyReferenced(&scope) { scope.settle() } }
    return try await scope.occupied(operation)
  }
}
