/// What a caller sees bound in a scope, and how an owner changes it.
///
/// Nearly always a scope is one map with at most one owner, and each function begins with that case. The other case is
/// that of tied scopes, in which a caller looks into several maps, level by level.

extension ContextScope {
  /// What the caller sees of the present bindings.
  var currentMap: ContextMap {
    if isOwnedByCallerAlone {
      if ties == nil { return map }
    } else if let map = lock.withLock({ ties == nil ? map : nil }) {
      // Out of the lock, since leaving out what others may not see counts references to values.
      return map.seenByOthers
    }
    return levels.merged
  }

  /// The map, for the one owner: nobody else replaces it, so it need not be retained (docs/Design.md).
  var unretainedMap: Unmanaged<ContextMap> { Unmanaged.passUnretained(map) }

  /// What the caller sees the variable bound to now.
  func binding(of number: UInt) -> Binding? {
    if isOwnedByCallerAlone {
      if ties == nil { return unretainedMap._withUnsafeGuaranteedRef { $0.binding(of: number) } }
    } else if let binding = lock.withLock({
      ties == nil ? .some(map.bindingSeenByOthers(of: .variable(number))) : nil
    }) {
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
  /// What a change has replaced.
  ///
  /// - Parameters:
  ///   - previous: What the caller saw the variable bound to.
  ///   - wasUncovered: Whether this is a layer, and the variable was its parent's.
  typealias Replaced = (previous: Binding?, wasUncovered: Bool)

  /// Binds the variable or key (nil: unbinds it).
  ///
  /// - Parameters:
  ///   - uncovering: In a layer, leaves the variable to the parent; then `binding` is nil.
  ///   - limit: How many keys the scope may have afterwards.
  /// - Throws: ``ContextError/Code/notOwner`` unless the running task has entered the scope;
  ///   ``ContextError/Code/tooManyKeys``.
  func exchange(
    _ binding: Binding?, uncovering: Bool = false, for variable: VariableDefinition, limit: Int = .max
  ) throws(ContextError) -> Replaced {
    guard isOwnedByCallerAlone, ties == nil, !variable.isKey else {
      guard isOwnedByCaller else { throw ContextError(.notOwner, of: variable) }
      if let replaced = exchangeOwn(binding, for: variable) { return replaced }
      return try exchangeWithOthers(binding, uncovering: uncovering, for: variable, limit: limit)
    }
    let previous = unretainedMap._withUnsafeGuaranteedRef { $0.binding(of: variable.number) }
    // The old version may go here, under the lock, but no value does, and so no user's `deinit` runs: the one
    // binding that the new version does not share is `previous`, which the caller drops.
    lock.withLock {
      // Whoever else is to keep this version has taken a reference to it, under the lock.
      if isKnownUniquelyReferenced(&map) {
        unretainedMap._withUnsafeGuaranteedRef { $0.change(variable, to: binding) }
      } else {
        map = map.changing(variable, to: binding)
      }
    }
    return (previous, false)
  }

  /// As `exchange`, for what one of several owners keeps to itself; nil if the variable is not of that kind.
  private func exchangeOwn(_ binding: Binding?, for variable: VariableDefinition) -> Replaced? {
    guard variable.inheritance == .never else { return nil }
    return lock.withLock {
      guard var own = ties?.owners[.current] else { return nil }
      // As above, no value goes under the lock.
      defer { ties!.owners[.current] = own }
      let previous = own.map.binding(of: variable.number)
      own.map = own.map.changing(variable, to: binding)
      own.unbound[variable.place] = binding == nil ? variable : nil
      return (previous, false)
    }
  }

  /// As `exchange`, where something else may change the scope meanwhile: another owner, or a key's `==`.
  @inline(never)
  private func exchangeWithOthers(
    _ binding: Binding?, uncovering: Bool, for variable: VariableDefinition, limit: Int
  ) throws(ContextError) -> Replaced {
    let place = variable.place
    var replaced: Replaced?
    try replaceMap { before, unbound, isLayer throws(ContextError) in
      let previous = before.binding(of: place)
      if previous == nil, variable.isKey, binding != nil, before.keyCount >= limit {
        throw ContextError(.tooManyKeys, of: variable)
      }
      replaced = (previous, isLayer && previous == nil && unbound[place] == nil)
      unbound[place] = isLayer && binding == nil && !uncovering ? variable : nil
      return before.changing(variable, to: binding)
    }
    // What the layer did not bind it showed from below.
    guard let replaced, replaced.wasUncovered else { return replaced! }
    return (path(seenBy: .caller).dropFirst().flatMap(\.levels).binding(of: place), true)
  }

  /// Unbinds every key; in a layer, leaves them to the parent. Returns what the scope itself bound.
  ///
  /// - Throws: ``ContextError/Code/notOwner`` unless the running task has entered the scope.
  func removeKeys() throws(ContextError) -> ContextMap {
    guard isOwnedByCaller else { throw ContextError(.notOwner) }
    var last = ContextMap.empty
    replaceMap { before, unbound, _ in
      last = before
      unbound = unbound.filter { !$0.value.isKey }
      return before.removingKeys()
    }
    return last
  }

  /// Makes what `change` makes of the present bindings the present ones, and again if they have changed meanwhile:
  /// `change` is called out of the lock, for it may run a key's `==`. By an owner.
  private func replaceMap<E: Error>(
    _ change: (
      _ map: ContextMap, _ unbound: inout [Place: VariableDefinition], _ isLayer: Bool
    ) throws(E) -> ContextMap
  ) throws(E) {
    while true {
      // Whoever changes what is unbound replaces the map as well.
      let (before, ties, unbound) = lock.withLock { (map, self.ties, self.ties?.unbound ?? [:]) }
      var remaining = unbound
      let after = try change(before, &remaining, ties?.below != nil)
      let isDone = lock.withLock {
        guard map === before else { return false }
        map = after
        ties?.unbound = remaining
        return true
      }
      // What has gone is still held here: it goes out of the lock.
      withExtendedLifetime((before, unbound)) {}
      if isDone { return }
    }
  }

  /// The number for tokens of the variable: several owners have one scope, and each its own `.never` variables.
  func number(for variable: VariableDefinition) -> Number {
    guard variable.inheritance == .never, isShared else { return number }
    return lock.withLock { ties?.owners[.current]?.number } ?? number
  }
}
