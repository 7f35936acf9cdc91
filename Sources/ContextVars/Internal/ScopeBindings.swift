/// What a caller sees bound in a scope, and how an owner changes it.
///
/// Nearly always a scope is one map with at most one owner, and each function begins with that case. The other case is
/// that of tied scopes, in which a caller looks into several maps, level by level.

// For `CurrentScope.value` alone, as `isOwnedByCallerAlone` is.
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

  /// What the caller sees the variable bound to now.
  func binding(of number: UInt) -> Binding? {
    if isOwnedByCallerAlone {
      // Nobody else replaces the map meanwhile, so it need not be retained (docs/Design.md).
      if ties == nil {
        return Unmanaged.passUnretained(map)._withUnsafeGuaranteedRef { $0.binding(of: number) }
      }
    } else if let binding = lock.withLock({ ties == nil ? .some(map.bindingSeenByOthers(of: number)) : nil })
    {
      return binding
    }
    return levels.binding(of: number)
  }

  /// Whether the caller reads a binding of the variable here, and if not, whether a policy keeps one from it.
  func outlook(for variable: VariableDefinition) -> (isBound: Bool, isStopped: Bool) {
    let levels = levels
    if levels.binding(of: variable.number) != nil { return (true, false) }
    return (false, levels.contains { $0.isStopped(variable) })
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

  /// Binds the variable (nil: unbinds it).
  ///
  /// - Parameter uncovering: In a layer, leaves the variable to the parent; then `binding` is nil.
  /// - Throws: ``ContextError/Code/notOwner`` unless the running task has entered the scope.
  func exchange(
    _ binding: Binding?, uncovering: Bool = false, for variable: VariableDefinition
  ) throws(ContextError) -> Replaced {
    guard isOwnedByCallerAlone, ties == nil else {
      guard isOwnedByCaller else { throw ContextError(.notOwner, variable: variable.name) }
      return exchangeTied(binding, uncovering: uncovering, for: variable)
    }
    let previous = map.binding(of: variable.number)
    let changed = map.changing(variable, to: binding)
    // The old version may go here, under the lock, but no value does, and so no user's `deinit` runs: the one
    // binding that the new version does not share is `previous`, which the caller drops.
    lock.withLock { map = changed }
    return (previous, false)
  }

  /// As `exchange`, for an owner of a tied scope.
  @inline(never)
  private func exchangeTied(
    _ binding: Binding?, uncovering: Bool, for variable: VariableDefinition
  ) -> Replaced {
    let replaced: Replaced = lock.withLock {
      // The scope is tied as long as it has this owner.
      let ties = ties!
      if variable.inheritance == .never, let own = ties.owners[.current] {
        ties.owners[.current] = own.changing(variable, to: binding)
        return (own.binding(of: variable.number), false)
      }
      let previous = map.binding(of: variable.number)
      let wasUnbound = ties.unbound[variable.number] != nil
      // As above, no value goes under the lock.
      map = map.changing(variable, to: binding)
      let isUnbound = binding == nil && !uncovering && ties.parent != nil
      ties.unbound[variable.number] = isUnbound ? variable : nil
      return (previous, ties.parent != nil && previous == nil && !wasUnbound)
    }
    guard replaced.wasUncovered else { return replaced }
    return (ties!.parent!.levels(seenBy: .others).binding(of: variable.number), true)
  }
}

// MARK: - Looking level by level

extension ContextScope {
  /// Who looks.
  private enum Viewer {
    /// The running task, owner or not.
    case caller
    /// Any task that is no owner.
    case others
    /// Whoever comes after the present owners: all that they have in common.
    case successor
  }

  /// The maps in which the caller looks for a binding, the first one first.
  private var levels: [ScopeLevel] { levels(seenBy: .caller) }

  /// What the scope binds for good, now that its last owner leaves: a layer is laid over its parent's present values.
  var mapAsLeft: ContextMap { levels(seenBy: .successor).merged }

  /// The maps in which `viewer` looks for a binding, the first one first, as they were at one moment.
  private func levels(seenBy viewer: Viewer) -> [ScopeLevel] {
    while true {
      var looks = [look(viewer)]
      // A layer lies over what others see than the task below.
      while let parent = looks.last!.parent { looks.append(parent.look(.others)) }
      // Those looked at early may have changed since. If none has, all were so when the last one was looked at: a
      // changed scope has another map, which it never had before.
      if looks.dropLast().allSatisfy({ $0.isUnchanged }) { return looks.flatMap(\.levels) }
    }
  }

  /// What a scope itself, without its parent, showed at one moment.
  private struct Look {
    let scope: ContextScope
    let map: ContextMap
    let levels: [ScopeLevel]
    let parent: ContextScope?

    var isUnchanged: Bool { scope.lock.withLock { scope.map } === map }
  }

  private func look(_ viewer: Viewer) -> Look {
    lock.withLock {
      let alone = viewer == .caller ? ties?.owners[.current] : nil
      let isOwn = viewer == .successor || alone != nil || viewer == .caller && isOwnedByCallerAlone
      let level = ScopeLevel(map: map, unbound: ties?.unbound ?? [:], isOwn: isOwn)
      let levels = alone.map { [ScopeLevel(map: $0, isOwn: true), level] } ?? [level]
      return Look(scope: self, map: map, levels: levels, parent: ties?.parent)
    }
  }
}
