// What the task local holds: the place where a running task's context lives and changes.
//
// Each read or change first finds out who owns the scope, and then asks the content or, for a shared scope or
// a layer, `Scope+Tied`.
import Synchronization

/// One entry into a context: by `run`, `withValue`, a `ContextScope`, or a task with a scope of its own. It
/// is entered once, and nothing is set in it once its owner has left.
///
/// `@unchecked Sendable`: `Content` is, and only the owner writes `ties`, before `tie` publishes it; others
/// read it once they have seen that the scope `isTied`.
@usableFromInline
class Scope: Content, @unchecked Sendable {
  @exclusivity(unchecked) private(set) final var ties: Ties?

  override init(
    over base: consuming ContextMap, owner: TaskIdentity,
    fixing fixed: (number: UInt, Unmanaged<AnyObject>)? = nil
  ) {
    super.init(over: base, owner: owner, fixing: fixed)
  }

  /// An entry into `home`.
  init(over base: ContextMap, owner: TaskIdentity, home: ContextScope) {
    ties = Ties(home: home)
    super.init(over: base, owner: owner)
    noteTies()
    identity = home.identity
  }

  /// A layer over `below` that hides the variables in `unbound`: for a task that is about to start, or in
  /// place of scopes that have ended.
  init(
    startingWith base: ContextMap, unbound: Set<UInt> = [], over below: Scope, owner: TaskIdentity = .starting
  ) {
    ties = Ties(over: below)
    super.init(over: base, owner: owner)
    for number in unbound { _ = put(.masked, for: number) }
    noteTies()
    tie()
  }

  /// The `ContextScope` that this is an entry into. For an owner.
  var home: ContextScope? { ties?.home }

  /// Whether anybody watches the `ContextScope`.
  var hasWatchers: Bool { ties?.home?.hasWatchers ?? false }

  /// The ties of a shared scope or a layer. For any caller.
  var publishedTies: Ties? { isTied ? ties : nil }
}

// MARK: - Ownership

extension Scope {
  /// Whether the running task is an owner.
  var isOwnedByCaller: Bool { isOwned(by: .current) }

  func isOwned(by caller: TaskIdentity) -> Bool {
    if owner == caller { return true }
    guard owner == .several, let ties = publishedTies else { return false }
    return ties.lock.withLock { ties.sharing.owners[caller] != nil }
  }

  /// Makes the running task an owner of a scope that was promised to it.
  func begin() {
    if let ties, owner == .several {
      ties.lock.withLock { ties.sharing.begin(.current) }
    } else {
      owner = .current
    }
    home?.tell(.enter)
  }

  /// Ends the running task's ownership. Its children may continue to read.
  @usableFromInline
  func leave() {
    guard let ties else {
      owner = .nobody
      return
    }
    // First, or the next task could enter before the watchers are notified.
    home?.tell(.leave)
    end(ties) { $0.leave(.current) }
  }

  /// Revokes the promise of the scope to a task that was not started after all.
  func abandon() {
    guard let ties else {
      owner = .nobody
      return
    }
    end(ties) { sharing in
      if self.owner == .several { sharing.expected -= 1 }
      return nil
    }
  }

  /// Shares the scope, which the running task owns, with a task that is about to start.
  func share() {
    if let ties, owner == .several { return ties.lock.withLock { ties.sharing.expected += 1 } }
    let ties = self.ties ?? Ties()
    ties.lock.withLock {
      ties.sharing.open(by: .current, identity: givenIdentity)
      ties.sharing.expected += 1
    }
    // A layer has its ties already, and others may be reading them.
    if self.ties == nil { self.ties = ties }
    noteTies()
    tie()
    owner = .several
  }
}

// MARK: - Reading

extension Scope {
  /// What is stored for the variable as the caller sees it now.
  @usableFromInline
  func stored(of number: UInt) -> AnyObject? {
    let caller = TaskIdentity.current
    if isTied { return tiedObject(of: number, for: caller) }
    if owner == caller { return find(number).object }
    if VariableDefinition.isForOwnersOnly(number) { return nil }
    return Self.reading {
      expectReaders()
      return find(number).object
    }
  }

  /// The binding of the variable or key as the caller sees it now. May run a key's `==`.
  func binding(of place: Place) -> Binding? {
    switch place {
    case .variable(let number): stored(of: number).map { VariableDefinition.binding($0, at: number) }
    case .key(let key):
      // The keys are retained: a key's `==` may change the scope.
      if isTied {
        keysByLevel.lazy.compactMap { $0.binding(of: key) }.first
      } else {
        stored(of: Keys.number).flatMap { unsafeDowncast($0, to: Keys.self).binding(of: key) }
      }
    }
  }

  /// The present bindings as the caller sees them.
  var currentMap: ContextMap { mapForAll ?? map(for: .current) }

  /// The present bindings as `caller`, the running task, sees them.
  func map(for caller: TaskIdentity) -> ContextMap {
    if isTied { return tiedMap() }
    if owner == caller { return map }
    if hasFixedSlotsAlone { return openedWith.seenByOthers }
    return copyOfOneMoment().map.seenByOthers
  }
}

// MARK: - Changing

/// What a change of a scope has replaced: the contents of a token.
///
/// `@unchecked Sendable`: the objects are `Binding`s and values of variables.
@usableFromInline
struct Replaced: @unchecked Sendable {
  /// What was stored for the variable as the caller saw it, if the scope has released it.
  @usableFromInline let held: AnyObject?
  /// The same, if the scope was opened with it, and so holds it.
  @usableFromInline let opened: Unmanaged<AnyObject>?
  /// Whether the scope had nothing of its own for the variable, so that `reset` uncovers what lies below.
  @usableFromInline let wasOpen: Bool
  /// The scope's number. A number, so that a token does not keep the scope alive.
  @usableFromInline let scope: UInt64

  init(_ held: AnyObject?, opened: Unmanaged<AnyObject>? = nil, wasOpen: Bool = false, in scope: UInt64) {
    self.held = held
    self.opened = opened
    self.wasOpen = wasOpen
    self.scope = scope
  }

  var previous: AnyObject? { held ?? opened?.takeUnretainedValue() }
}

extension Scope {
  /// Changes the variable's binding for `caller`, the running task, which must be an owner. Consumes the
  /// reference.
  func change(_ number: UInt, to new: Word, for caller: TaskIdentity) -> Replaced {
    if isTied { return changeTied(number, to: new, for: caller) }
    switch put(new, for: number) {
    case .bound(let old): return Replaced(old.takeRetainedValue(), in: givenIdentity)
    case .masked: return Replaced(nil, in: givenIdentity)
    case .open: return Replaced(nil, opened: openedObject(of: number), wasOpen: true, in: givenIdentity)
    }
  }

  /// The number that tokens of the variable carry: the scope's or, for a `.never` variable of a shared scope,
  /// the owner's.
  func identity(for number: UInt) -> UInt64 {
    guard VariableDefinition.isForOwnersOnly(number), owner == .several, let ties = publishedTies else {
      return identity
    }
    return ties.lock.withLock { ties.sharing.owners[.current]?.identity } ?? identity
  }

  /// Replaces the present keys by what `change` makes of them, and starts over if they have changed
  /// meanwhile. `change` is called outside the lock, since it may run a key's `==`, which may change the
  /// scope, as may another owner.
  ///
  /// - Returns: The keys that the scope itself bound before.
  /// - Throws: ``ContextError/Code/notOwner`` unless the running task owns the scope; what `change` throws.
  func changeKeys(
    of key: KeyDefinition?, by change: (Keys) throws(ContextError) -> Keys
  ) throws(ContextError) -> Keys {
    guard isOwnedByCaller else { throw ContextError(.notOwner, key: key) }
    while true {
      let before = withLockIfShared { find(Keys.number).object }
      let keys = before.map { unsafeDowncast($0, to: Keys.self) } ?? .none
      let after = try change(keys)
      let isDone = withLockIfShared {
        guard find(Keys.number).object === before else { return false }
        // `before` is retained here, so no value is released under the lock.
        if case .bound(let old) = put(.bound(.passRetained(after)), for: Keys.number) { old.release() }
        return true
      }
      if isDone { return keys }
    }
  }

  private func withLockIfShared<Result>(_ body: () -> Result) -> Result {
    guard owner == .several, let ties else { return body() }
    return ties.lock.withLock(body)
  }
}
