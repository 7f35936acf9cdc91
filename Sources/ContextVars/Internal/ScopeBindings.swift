/// What a caller sees bound in a scope, and how an owner changes it.
///
/// Nearly always a scope is one map with at most one owner, and each function begins with that case. The other case is
/// that of tied scopes, in which a caller looks into several maps, level by level.
import CTaskRuntime
import Synchronization

extension ContextScope {
  /// What the caller sees of the present bindings.
  var currentMap: ContextMap { currentMap(for: .current) }

  /// What `caller`, the running task, sees of the present bindings.
  func currentMap(for caller: TaskIdentity) -> ContextMap {
    if isOwnedAlone(by: caller) {
      if ties == nil { return added == nil ? base : lock.withLock { map } }
    } else if let map = lock.withLock({ ties == nil ? map : nil }) {
      // Out of the lock, since leaving out what others may not see counts references to values.
      return map.seenByOthers
    }
    return levels.merged
  }

  /// What the caller sees the variable bound to now.
  func binding(of number: UInt) -> Binding? {
    if isOwnedByCallerAlone {
      if ties == nil { return borrowedBinding(of: number)?.takeUnretainedValue() }
    } else if let binding = lock.withLock({ ties == nil ? .some(openingToReaders(for: number)) : nil }) {
      return binding
    }
    return levels.binding(of: .variable(number))
  }

  /// What the caller sees the variable or key bound to now. May run a key's `==`.
  func binding(of place: Place) -> Binding? {
    switch place {
    case .variable(let number): return binding(of: number)
    case .key:
      // Retained and out of the lock: the key's `==` may change the scope. No policy hides a key.
      if let map = lock.withLock({ ties == nil ? map : nil }) { return map.binding(of: place) }
      return levels.binding(of: place)
    }
  }

  /// Whether the caller reads a binding of the variable here, and if not, whether a policy keeps one from it.
  func outlook(for variable: VariableDefinition) -> (isBound: Bool, isStopped: Bool) {
    let levels = levels
    return (levels.binding(of: variable.place) != nil, levels.isStopped(variable))
  }
}

// MARK: - Changing

extension ContextScope {
  /// Binds the variable (nil: unbinds it). Nil unless the running task has entered the scope.
  ///
  /// - Parameters:
  ///   - binding: A reference, which is taken over.
  ///   - uncovering: In a layer, leaves the variable to the parent; then `binding` is nil.
  func exchange(
    _ binding: Unmanaged<Binding>?, uncovering: Bool = false, for variable: VariableDefinition
  ) -> Replaced? {
    guard isOwnedByCallerAlone, ties == nil else {
      let binding = binding?.takeRetainedValue()
      return isOwnedByCaller ? exchangeTied(binding, uncovering: uncovering, for: variable) : nil
    }
    var held = binding
    // The old version may go here, under the lock, but no value does, and so no user's `deinit` runs: the one
    // binding that the new version does not share is `previous`, which the caller drops.
    let previous = lock.withLock { () -> Binding? in
      let isUnshared = added == nil && baseIsUnshared
      let base = Unmanaged.passUnretained(base)
      if isUnshared {
        closeToReaders()
        if var exchanged = held, base._withUnsafeGuaranteedRef({ $0.exchange(variable, &exchanged) }) {
          held = nil
          return exchanged.takeRetainedValue()
        }
      }
      let previous = borrowedBinding(of: variable.number)?.takeUnretainedValue()
      let binding = held?.takeRetainedValue()
      held = nil
      if isUnshared {
        base._withUnsafeGuaranteedRef { $0.change(variable, to: binding) }
      } else if added == nil {
        map = base._withUnsafeGuaranteedRef { $0.changing(variable, to: binding) }
      } else {
        map = map.changing(variable, to: binding)
      }
      return previous
    }
    return Replaced(previous, in: number)
  }

  /// Whether nobody else has this version. Under `lock`, under which all others have taken their references to it.
  private var baseIsUnshared: Bool {
    // As for an array that is changed in place: who has given back a reference has done all its reading before. The
    // thread sanitizer does not see that, and would accuse the library in its users' programs.
    guard !ctask_is_watched_by_thread_sanitizer, isKnownUniquelyReferenced(&base) else { return false }
    // It has also counted in the nodes, which are now to be asked who else has a part in them. On Arm the runtime asks
    // for the object's count without order, so an older answer of theirs could be read.
    atomicMemoryFence(ordering: .acquiring)
    return true
  }

  /// As `exchange`, for an owner of a tied scope.
  @inline(never)
  private func exchangeTied(
    _ binding: Binding?, uncovering: Bool, for variable: VariableDefinition
  ) -> Replaced {
    let number = variable.number
    let replaced: Replaced = lock.withLock {
      // The scope is tied as long as it has this owner.
      let ties = ties!
      // As above, no value goes under the lock.
      if variable.inheritance == .never, var own = ties.owners[.current] {
        defer { ties.owners[.current] = own }
        let previous = own.map.binding(of: number)
        own.map = own.map.changing(variable, to: binding)
        own.unbound[number] = binding == nil ? variable : nil
        return Replaced(previous, in: own.number)
      }
      let previous = map.binding(of: number)
      let isLayer = ties.below != nil
      let wasUncovered = isLayer && previous == nil && ties.unbound[number] == nil
      map = map.changing(variable, to: binding)
      ties.unbound[number] = isLayer && binding == nil && !uncovering ? variable : nil
      return Replaced(previous, wasUncovered: wasUncovered, in: self.number)
    }
    // What the layer did not bind it showed from below.
    guard replaced.wasUncovered else { return replaced }
    let below = path(seenBy: .caller).dropFirst().flatMap(\.levels)
    return Replaced(below.binding(of: .variable(number)), wasUncovered: true, in: self.number)
  }

  /// The number for tokens of the variable: several owners have one scope, and each its own `.never` variables.
  func number(for variable: VariableDefinition) -> Number {
    guard variable.inheritance == .never, isShared else { return number }
    return lock.withLock { ties?.owners[.current]?.number } ?? number
  }
}

// MARK: - Changing keys

extension ContextScope {
  /// Makes what `change` makes of the present keys the present ones, and again if they have changed meanwhile: `change`
  /// is called out of the lock, for it may run a key's `==`, which may change the scope as another owner may.
  ///
  /// - Returns: What the scope itself bound before.
  /// - Throws: ``ContextError/Code/notOwner`` unless the running task has entered the scope; what `change` throws.
  @discardableResult
  func changeKeys(
    of key: KeyDefinition?, by change: (ContextMap) throws(ContextError) -> ContextMap
  ) throws(ContextError) -> ContextMap {
    guard isOwnedByCaller else { throw ContextError(.notOwner, key: key) }
    while true {
      let before = lock.withLock { map }
      let after = try change(before)
      let isDone = lock.withLock {
        // `before` keeps its keys alive, so no others can be taken for them.
        guard map.hasSameKeys(as: before) else { return false }
        map = map.takingKeys(of: after)
        return true
      }
      // What has gone is still held here: it goes out of the lock.
      if isDone { return before }
    }
  }
}
