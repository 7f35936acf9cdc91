// Scopes that are shared or layers: reading through the levels below, changing beside other owners, ending.
//
// A layer shows the present bindings of the scope below it: those that the owner there sets and, once that
// owner has left, those that it left.
//
// A read through several levels must show one moment. While the reader is on its way from a layer to the
// parent, the layer may bind the variable, and the parent may then set a value that must never be seen
// through the layer. So a reader notes the version of each level before it reads there, and compares them all
// at the end. If none has changed, every level was as it was read at the moment when the last one was read.
// Otherwise the reader starts over. It also starts over if a level above the last was in the middle of a
// change: another task may have seen that change already, and told the parent's owner (Models/levels.pml).
import Synchronization

extension Scope {
  // MARK: Reading

  /// Calls `begin`, and then `body` with this level and each level below until it returns true. Starts over
  /// until everything that `body` saw belongs to one moment. `body` runs inside `Content.reading`.
  private func throughLevels(begin: () -> Void, _ body: (Scope) -> Bool) {
    while true {
      begin()
      let isOneMoment = Self.reading {
        var seen: [(scope: Unmanaged<Scope>, version: UInt64)] = []
        var next: Unmanaged<Scope>? = Unmanaged.passUnretained(self)
        while let level = next {
          level._withUnsafeGuaranteedRef { scope in
            scope.expectReaders()
            seen.append((level, scope.version))
            next = body(scope) ? nil : scope.publishedTies?.below
          }
        }
        return seen.dropLast().allSatisfy { Self.isSettled($0.version) }
          && seen.allSatisfy { level in level.scope._withUnsafeGuaranteedRef { $0.isAt(level.version) } }
      }
      if isOneMoment { return }
      Self.yield()
    }
  }

  /// What is stored for the variable as `caller`, the running task, sees it.
  func tiedObject(of number: UInt, for caller: TaskIdentity) -> AnyObject? {
    guard VariableDefinition.isForOwnersOnly(number) else {
      return objectThroughLevels(of: number, skipping: nil)
    }
    if owner == caller { return find(number).object }
    guard owner == .several, let ties = publishedTies else { return nil }
    return ties.lock.withLock { ownObject(of: number, for: caller, in: ties.sharing) }
  }

  /// What is stored for a `.never` variable as an owner of a shared scope sees it. Under the ties' lock.
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
      case .open: return !VariableDefinition.isSeenThroughLayers(number)
      }
      return true
    }
    return found.first ?? nil
  }

  /// The keys of each level, from the top, as they were at one moment.
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
    // A copy may hold the last reference to an object, whose `deinit` must not run in the middle of a read.
    var gone: [[Copy]] = []
    throughLevels(begin: {
      gone.append(copies); copies = []
    }) { level in
      copies.append(level.copy())
      return false
    }
    return copies
  }

  /// Everything that the running task sees bound or, with `ofSuccessors`, everything that the owners leave
  /// behind. May run a key's `==`.
  func tiedMap(ofSuccessors: Bool = false) -> ContextMap {
    let caller = TaskIdentity.current
    var copies = copies()
    let top = copies.removeFirst()
    var patch: [UInt: AnyObject?] = [:]
    var isOwn = owner == caller || ofSuccessors
    if owner == .several, let ties = publishedTies {
      ties.lock.withLock {
        if !ofSuccessors { isOwn = ties.sharing.isOpener(caller) }
        patch = ofSuccessors ? ties.sharing.leftByOpener : ties.sharing.owners[caller]?.patch ?? [:]
      }
    }
    let map = (isOwn ? top.map : top.map.seenByOthers).laid(over: Self.merged(copies), without: top.masks)
    guard !patch.isEmpty else { return map }
    return map.editing { editor in patch.forEach { editor.set($0.value, at: $0.key) } }
  }

  /// What a layer over these levels shows of them. May run a key's `==`.
  private static func merged(_ copies: [Copy]) -> ContextMap {
    copies.reversed().reduce(.empty) { laid($1, over: $0) }
  }

  private static func laid(_ level: Copy, over below: ContextMap) -> ContextMap {
    level.map.seenThroughLayers.laid(over: below, without: level.masks)
  }

  /// Whether the caller sees the variable bound here and, if not, whether a policy hides a binding from it.
  func outlook(for variable: VariableDefinition) -> (isBound: Bool, isStopped: Bool) {
    if binding(of: variable.place) != nil { return (true, false) }
    let caller = TaskIdentity.current
    if owner == .several, let ties = publishedTies,
      ties.lock.withLock({ ties.sharing.owners[caller]?.patch[variable.number] != nil })
    {
      // The caller has unset the variable itself.
      return (false, false)
    }
    for level in copies() {
      // The variable is bound, but not for the caller, or a policy has stopped its binding.
      if level.map.hasWord(on: variable.number) { return (false, true) }
      if level.masks.contains(variable.number) { break }
    }
    return (false, false)
  }

  /// What a layer over this scope begins with: values of its own for the `.fork` variables. Runs their
  /// transforms, but not the copy functions of keys, which are for copies only.
  ///
  /// The work does not grow with depth: a layer itself holds every `.fork` variable that it shows.
  var forks: ContextMap {
    guard VariableDefinition.isAnyForked else { return .empty }
    let map = isTied ? copyOfOneMoment().map : currentMap
    return ContextMap.empty.editing { editor in
      for variable in map.exceptions?.bound ?? [] where variable.inheritance == .fork {
        guard let binding = map.binding(of: variable.number) else { continue }
        editor.set(variable.handedOn(binding), for: variable)
      }
    }
  }

  // MARK: Changing

  /// Like `change`, for a scope that is shared or a layer, and of which `caller` is an owner.
  func changeTied(_ number: UInt, to new: Word, for caller: TaskIdentity) -> Replaced {
    // The scope has ties as long as it has this owner.
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
          // What the opener set before it began to share is in a slot.
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
      // Without a slot, the scope showed what it was opened with, or what lies below.
      Replaced(
        openedObject(of: number)?.takeUnretainedValue()
          ?? (VariableDefinition.isSeenThroughLayers(number)
            ? objectThroughLevels(of: number, skipping: self) : nil),
        wasOpen: true, in: identity)
    }
  }

  // MARK: Ending

  /// Ends one ownership, by `departure`. With the last one the scope ends.
  func end(_ ties: Ties, _ departure: (inout Sharing) -> Sharing.Owner?) {
    // The departing task's own values are released outside the lock, since that may run a user's `deinit`.
    let (departed, isLast) = ties.lock.withLock { (departure(&ties.sharing), ties.sharing.isDeserted) }
    withExtendedLifetime(departed) {}
    guard isLast else { return }
    // No owner is left, and only an owner could add one.
    let last = ties.home == nil ? nil : isTied ? tiedMap(ofSuccessors: true) : map
    owner = .nobody
    if let last { ties.home?.leave(last) }
  }

  /// Shortens the chain below this layer, which has ended. If the scope below has ended too, the ended scopes
  /// below *that one* are replaced by a single scope. Otherwise tasks that start one another and end would
  /// make a chain that grows for ever. The ended scopes below each replaced scope are replaced as well, since
  /// a reader may still be on its way through it. May run a key's `==`.
  ///
  /// An ended scope never changes, so the single scope shows what the many have shown. Hence no reader waits,
  /// wherever it is on its way down; and if two tasks do this at once, both replacements show the same.
  func shorten() {
    guard hasEnded, let (ties, levels, rest) = chainOfEnded(), levels.count > 1 else { return }
    var map = ContextMap.empty
    var masks: Set<UInt> = []
    for index in levels.indices.reversed() {
      let copy = levels[index].copy()
      map = Self.laid(copy, over: map)
      masks = rest == nil ? [] : masks.union(copy.masks).filter { !map.hasWord(on: $0) }
      // To replace one scope by one would change nothing.
      guard index < levels.count - 1 else { continue }
      let one =
        rest.map { Scope(startingWith: map, unbound: masks, over: $0, owner: .nobody) }
        ?? Scope(over: map, owner: .nobody)
      (index == 0 ? ties : levels[index - 1].ties)?.lie(over: one)?.release()
    }
  }

  /// If the scope below has ended: its ties, the ended scopes that it lies over, and the first one below
  /// those that has not ended.
  private func chainOfEnded() -> (of: Ties, levels: [Scope], rest: Scope?)? {
    Self.reading {
      guard let below = publishedTies?.below?.takeUnretainedValue(), below.hasEnded,
        let ties = below.publishedTies
      else { return nil }
      var levels: [Scope] = []
      var next = ties.below?.takeUnretainedValue()
      while let level = next, level.hasEnded {
        levels.append(level)
        next = level.publishedTies?.below?.takeUnretainedValue()
      }
      return (ties, levels, next)
    }
  }
}
