/// Looking at a scope that is tied to others: through all that it lies over, as that was at one moment.

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
