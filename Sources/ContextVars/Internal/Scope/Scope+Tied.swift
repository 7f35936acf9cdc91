// Scopes that are shared or layers: reading through what lies below, changing with other owners, ending.
//
// A look through levels must show one moment. While it is on its way from a layer to its parent, the layer may bind the
// variable and the parent then set a value that was never to be seen through the layer. So a reader notes each level's
// version before it looks there, and at its end compares them all: if none has changed, all levels were so when the last
// one was read. Else it begins again.
import Synchronization

extension Scope {
  /// Who looks.
  enum Viewer {
    /// The running task, owner or not.
    case caller
    /// Any task that is no owner.
    case others
    /// Who gets what the owners leave.
    case successors
  }

  // MARK: Reading

  /// Calls `body` with this level and those below until it returns true, such that all that it saw was so at one moment;
  /// again and again until it was, beginning with `begin`. `body` runs inside of `Content.reading`.
  private func throughLevels(begin: () -> Void, _ body: (Scope) -> Bool) {
    while true {
      begin()
      let isOneMoment = Self.reading {
        var seen: [(scope: Unmanaged<Scope>, version: UInt64)] = []
        var next: Unmanaged<Scope>? = Unmanaged.passUnretained(self)
        while let level = next {
          let isSettled = level._withUnsafeGuaranteedRef { scope in
            scope.expectReaders()
            seen.append((level, scope.version))
            let ties = scope.publishedTies
            if let ties, ties.isSettled(bySomebodyBut: .current) { return false }
            next = body(scope) ? nil : ties?.below
            return true
          }
          guard isSettled else { return false }
        }
        return seen.allSatisfy { level in level.scope._withUnsafeGuaranteedRef { $0.isAt(level.version) } }
      }
      if isOneMoment { return }
      Self.yield()
    }
  }

  /// What is stored for what `caller`, the running task, sees the variable bound to.
  func tiedObject(of number: UInt, for caller: TaskIdentity) -> AnyObject? {
    guard VariableDefinition.isForOwnersOnly(number) else {
      return objectThroughLevels(of: number, skipping: nil)
    }
    if owner == caller { return find(number).object }
    guard owner == .several, let ties = publishedTies else { return nil }
    return ties.lock.withLock { ownObject(of: number, for: caller, in: ties.sharing) }
  }

  /// What an owner of a shared scope sees a `.never` variable bound to. Under the ties' lock.
  private func ownObject(of number: UInt, for caller: TaskIdentity, in sharing: Sharing) -> AnyObject? {
    if let own = sharing.owners[caller]?.patch[number] { return own }
    return sharing.isOpener(caller) ? find(number).object : nil
  }

  private func objectThroughLevels(of number: UInt, skipping skipped: Scope?) -> AnyObject? {
    var found: [AnyObject?] = []
    throughLevels(begin: { found = [] }) { level in
      guard level !== skipped else { return false }
      switch level.find(number) {
      case .bound(let binding): found = [binding.takeUnretainedValue()]
      case .masked: break
      case .open: return false
      }
      return true
    }
    return found.first ?? nil
  }

  /// The keys of each level, the first one first, as they were at one moment.
  var keysByLevel: [Keys] {
    var keys: [Keys] = []
    throughLevels(begin: { keys = [] }) { level in
      if let binding = level.find(Keys.number).object { keys.append(unsafeDowncast(binding, to: Keys.self)) }
      return false
    }
    return keys
  }

  private func copies() -> [Copy] {
    var copies: [Copy] = []
    var gone: [[Copy]] = []
    throughLevels(begin: {
      gone.append(copies); copies = []
    }) { level in
      copies.append(level.copy())
      return false
    }
    return copies
  }

  /// All that `viewer` sees bound. May run a key's `==`.
  func tiedMap(for viewer: Viewer) -> ContextMap {
    let caller = TaskIdentity.current
    var copies = copies()
    let top = copies.removeFirst()
    var patch: [UInt: AnyObject?] = [:]
    var isOwn = owner == caller
    switch viewer {
    case .others: isOwn = false
    case .successors: isOwn = true
    case .caller: break
    }
    if owner == .several, let ties = publishedTies {
      ties.lock.withLock {
        switch viewer {
        case .others: break
        case .caller:
          isOwn = ties.sharing.isOpener(caller)
          patch = ties.sharing.owners[caller]?.patch ?? [:]
        case .successors: patch = ties.sharing.leftByOpener
        }
      }
    }
    let below = Self.merged(copies)
    let map = (isOwn ? top.map : top.map.seenByOthers).laid(over: below, without: top.masks)
    guard !patch.isEmpty else { return map }
    return map.editing { editor in patch.forEach { editor.set($0.value, at: $0.key) } }
  }

  /// What others than their owners see of these levels.
  private static func merged(_ copies: [Copy]) -> ContextMap {
    copies.reversed().reduce(.empty) { below, level in
      level.map.seenByOthers.laid(over: below, without: level.masks)
    }
  }

  /// Whether the caller reads a binding of the variable here, and if not, whether a policy keeps one from it.
  func outlook(for variable: VariableDefinition) -> (isBound: Bool, isStopped: Bool) {
    if binding(of: variable.place) != nil { return (true, false) }
    let caller = TaskIdentity.current
    if owner == .several, let ties = publishedTies,
      ties.lock.withLock({ ties.sharing.owners[caller]?.patch[variable.number] != nil })
    {
      // It has unset the variable itself.
      return (false, false)
    }
    for level in copies() {
      let map = level.map
      if map.exceptions?.stopped.contains(where: { $0.variable === variable && !$0.isOverridden }) ?? false {
        return (false, true)
      }
      // It is bound, and not for the caller.
      if map.binding(of: variable.place) != nil { return (false, true) }
      if level.masks.contains(variable.number) { break }
    }
    return (false, false)
  }

  /// What a layer over this begins with: values of its own for the `.fork` variables. Runs their transforms. The copy
  /// functions of keys are for copies alone.
  var forks: ContextMap {
    guard VariableDefinition.isAnyForked else { return .empty }
    let map = currentMap
    let variables = map.exceptions?.bound.filter { $0.inheritance == .fork && !$0.isKey } ?? []
    guard !variables.isEmpty else { return .empty }
    return ContextMap.empty.editing { editor in
      for variable in variables {
        guard let binding = map.binding(of: variable.number) else { continue }
        editor.set(variable.handedOn(binding), for: variable)
      }
    }
  }

  // MARK: Changing

  /// As `change`, for `caller`, an owner of a scope that is shared or a layer.
  func changeTied(_ number: UInt, to new: Word, for caller: TaskIdentity) -> Replaced {
    // It is tied as long as it has this owner.
    let ties = ties!
    guard owner == .several else {
      return replaced(put(new, for: number), number, in: givenIdentity)
    }
    if VariableDefinition.isForOwnersOnly(number) {
      return ties.lock.withLock {
        let previous = ownObject(of: number, for: caller, in: ties.sharing)
        let stored: AnyObject? =
          switch new {
          case .bound(let binding): binding.takeRetainedValue()
          case .masked: nil
          // What it has set before it began to share is in a slot.
          case .open: ties.sharing.isOpener(caller) ? openedObject(of: number)?.takeUnretainedValue() : nil
          }
        ties.sharing.bind(number, to: stored, for: caller)
        return Replaced(previous, in: ties.sharing.owners[caller]!.identity)
      }
    }
    let (old, identity) = ties.lock.withLock { (put(new, for: number), givenIdentity) }
    return replaced(old, number, in: identity)
  }

  private func replaced(_ old: Word, _ number: UInt, in identity: UInt64) -> Replaced {
    switch old {
    case .bound(let old): Replaced(old.takeRetainedValue(), in: identity)
    case .masked: Replaced(nil, in: identity)
    case .open:
      // What the scope did not bind itself it showed from what it was opened with, or from below.
      Replaced(
        openedObject(of: number)?.takeUnretainedValue()
          ?? (VariableDefinition.isForOwnersOnly(number)
            ? nil : objectThroughLevels(of: number, skipping: self)),
        wasOpen: true, in: identity)
    }
  }

  // MARK: Ending

  /// Lets `departure` end an ownership; with the last one the scope ends.
  func end(_ ties: Ties, _ departure: (inout Sharing) -> Sharing.Owner?) {
    // The departing task's own values are dropped out of the lock: that may run a user's `deinit`.
    let (departed, isLast) = ties.lock.withLock { (departure(&ties.sharing), ties.sharing.isDeserted) }
    withExtendedLifetime(departed) {}
    guard isLast else { return }
    // No owner is left, and only an owner could add one.
    let last = ties.home == nil ? nil : isTied ? tiedMap(for: .successors) : map
    owner = .nobody
    if let last { ties.home?.leave(last) }
  }

  /// Lets go of what lies below, of which others see what it showed last.
  func settle(_ ties: Ties) {
    // From the change of the version on no look through this layer comes to an end; all that have seen less.
    ties.settler.store(TaskIdentity.current.rawValue, ordering: .sequentiallyConsistent)
    countChange()
    let below = Self.merged(copiesBelow(ties))
    let old = ties.settle(over: Scope(over: below, owner: .nobody))
    countChange()
    ties.settler.store(0, ordering: .sequentiallyConsistent)
    old?.release()
  }

  /// Copies of the levels below. For the last owner, who alone lets go of them.
  private func copiesBelow(_ ties: Ties) -> [Copy] {
    ties.below.map { $0._withUnsafeGuaranteedRef { $0.copies() } } ?? []
  }
}
