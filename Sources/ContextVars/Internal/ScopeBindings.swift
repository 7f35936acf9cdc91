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
    return (levels.binding(of: variable.number) != nil, levels.isStopped(variable))
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
        return (previous, false)
      }
      let previous = map.binding(of: number)
      let isLayer = ties.below != nil
      let wasUncovered = isLayer && previous == nil && ties.unbound[number] == nil
      map = map.changing(variable, to: binding)
      ties.unbound[number] = isLayer && binding == nil && !uncovering ? variable : nil
      return (previous, wasUncovered)
    }
    // What the layer did not bind it showed from below.
    guard replaced.wasUncovered else { return replaced }
    return (path(seenBy: .caller).dropFirst().flatMap(\.levels).binding(of: number), true)
  }

  /// The number for tokens of the variable: several owners have one scope, and each its own `.never` variables.
  func number(for variable: VariableDefinition) -> Number {
    guard variable.inheritance == .never, isShared else { return number }
    return lock.withLock { ties?.owners[.current]?.number } ?? number
  }
}

// MARK: - Looking level by level

/// Who looks.
enum ScopeViewer {
  /// The running task, owner or not.
  case caller
  /// Any task that is no owner.
  case others
  /// Who enters the scope when its owners have left it.
  case successors
}

/// What a scope itself, or what was left of one, showed at one moment.
struct ScopeLook {
  /// Nil where it is what a scope's owners have left, which does not change.
  let scope: ContextScope?
  /// How a layer came to look at the scope.
  let base: LayerBase?
  let map: ContextMap
  let ties: ScopeTies?
  let levels: [ScopeLevel]

  /// Whether the scope shows the same now. A changed scope has another map, or, where it is no layer any more, no ties.
  var isUnchanged: Bool {
    scope?.lock.withLock { isUnchangedUnderLock } ?? true
  }

  fileprivate var isUnchangedUnderLock: Bool {
    // Who leaves the scope says so to the base under the scope's lock.
    scope.map { $0.map === map && $0.ties === ties } ?? true && base?.isLive ?? true
  }
}

extension Collection<ScopeLook> {
  /// Runs `body` if all scopes still show the same, under the locks of all. Returns whether it did.
  ///
  /// The first is the highest layer, and nobody takes a lock above one that it holds.
  func whileUnchanged(_ body: () -> Void) -> Bool {
    guard let first else {
      body()
      return true
    }
    guard let scope = first.scope else { return dropFirst().whileUnchanged(body) }
    return scope.lock.withLock { first.isUnchangedUnderLock && dropFirst().whileUnchanged(body) }
  }
}

extension ContextScope {
  /// The maps in which the caller looks for a binding, the first one first, as they were at one moment.
  var levels: [ScopeLevel] { path(seenBy: .caller).flatMap(\.levels) }

  /// The scope and all that it lies over, as they were at one moment.
  func path(seenBy viewer: ScopeViewer) -> [ScopeLook] {
    while true {
      var path = [look(viewer, through: nil)]
      while let base = path.last?.ties?.below {
        switch base.state {
        // A layer lies over what others see than the owners of what is below.
        case .scope(let scope): path.append(scope.look(.others, through: base))
        case .left(let map):
          path.append(
            ScopeLook(
              scope: nil, base: base, map: map, ties: nil, levels: [ScopeLevel(map: map, isOwn: false)]))
        }
      }
      // Those looked at early may have changed since. If none has, all were so when the last one was looked at.
      if path.count == 1 || path.allSatisfy(\.isUnchanged) { return path }
    }
  }

  private func look(_ viewer: ScopeViewer, through base: LayerBase?) -> ScopeLook {
    lock.withLock {
      let unbound = ties?.unbound ?? [:]
      var levels: [ScopeLevel] = []
      switch viewer {
      case .caller:
        let owner = ties?.owners[.current]
        if let owner { levels.append(ScopeLevel(map: owner.map, unbound: owner.unbound, isOwn: true)) }
        let isOwn = owner != nil || isOwnedByCallerAlone
        levels.append(ScopeLevel(map: map, unbound: unbound, isOwn: isOwn))
      case .others:
        levels.append(ScopeLevel(map: map, unbound: unbound, isOwn: false))
      case .successors:
        // What one task alone saw goes with it, but for the one who had all to itself before.
        if let ties { levels.append(ScopeLevel(map: ties.leftByOpener, isOwn: true)) }
        levels.append(ScopeLevel(map: map, unbound: unbound, isOwn: true))
      }
      return ScopeLook(scope: self, base: base, map: map, ties: ties, levels: levels)
    }
  }
}
