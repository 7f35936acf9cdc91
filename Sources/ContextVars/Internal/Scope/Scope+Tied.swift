// Scopes that are shared or layers: reading through what lies below, changing with other owners, ending.
//
// A layer shows what lies below it as that is now: what its owner sets, and, once that has left, what it left.
//
// A look through levels must show one moment. While it is on its way from a layer to its parent, the layer may bind the
// variable and the parent then set a value that was never to be seen through the layer. So a reader notes each level's
// version before it looks there, and at its end compares them all: if none has changed, all levels were so when the last
// one was read. Else it begins again.
import Synchronization

extension Scope {
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
          level._withUnsafeGuaranteedRef { scope in
            scope.expectReaders()
            seen.append((level, scope.version))
            next = body(scope) ? nil : scope.publishedTies?.below
          }
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
      case .open: return !VariableDefinition.isSeenThroughLayers(number)
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
    // What a copy holds may be the last reference to it, whose `deinit` must not run in mid-read.
    var gone: [[Copy]] = []
    throughLevels(begin: {
      gone.append(copies); copies = []
    }) { level in
      copies.append(level.copy())
      return false
    }
    return copies
  }

  /// All that the running task sees bound, or who gets what the owners leave. May run a key's `==`.
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
      // It is bound, and not for the caller, or has been.
      if level.map.hasWord(on: variable.number) { return (false, true) }
      if level.masks.contains(variable.number) { break }
    }
    return (false, false)
  }

  /// What a layer over this begins with: values of its own for the `.fork` variables. Runs their transforms. The copy
  /// functions of keys are for copies alone.
  ///
  /// As much work at any depth: a layer has all `.fork` variables that it shows itself.
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
          ?? (VariableDefinition.isSeenThroughLayers(number)
            ? objectThroughLevels(of: number, skipping: self) : nil),
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
    let last = ties.home == nil ? nil : isTied ? tiedMap(ofSuccessors: true) : map
    owner = .nobody
    if let last { ties.home?.leave(last) }
  }

  /// Puts one scope in the place of those that have ended, one over the other, below the scope that this lies over, if that
  /// has ended too: tasks that start one another and end would otherwise make a chain that grows for ever. And below each of
  /// those, since somebody may still look into it. For a layer that has ended. May run a key's `==`.
  ///
  /// What has ended never changes again, so the one shows what the many have shown. So no reader is held up, on whichever
  /// way down it is; and of two tasks that do this at once, each puts what shows the same.
  func shorten() {
    guard hasEnded, let (ties, levels, rest) = chainOfEnded(), levels.count > 1 else { return }
    var map = ContextMap.empty
    var masks: Set<UInt> = []
    for index in levels.indices.reversed() {
      let copy = levels[index].copy()
      map = Self.laid(copy, over: map)
      masks = rest == nil ? [] : masks.union(copy.masks).filter { !map.hasWord(on: $0) }
      // One is as good as another in its place.
      guard index < levels.count - 1 else { continue }
      let one =
        rest.map { Scope(startingWith: map, unbound: masks, over: $0, owner: .nobody) }
        ?? Scope(over: map, owner: .nobody)
      (index == 0 ? ties : levels[index - 1].ties)?.lie(over: one)?.release()
    }
  }

  /// The ties of the scope below, if that has ended, with what it lies over: those that have ended, up to one that has not.
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
