/// Who has entered a scope and may change it.
///
/// Mostly one task, of which a scope remembers the address. `.share` makes it several: then the owners stand in the
/// scope's ties, and everybody takes the lock.
import CTaskRuntime
import Synchronization

extension ContextScope {
  /// A scope that the running task has entered from the start.
  convenience init(entering context: Context) {
    self.init(context.map, owner: .current)
  }

  /// A scope that is entered by a task that is about to start.
  convenience init(starting map: consuming ContextMap, ties: ScopeTies? = nil) {
    self.init(map, owner: .starting, ties: ties)
  }

  /// Whether the running task is the owner, and the only one.
  var isOwnedByCallerAlone: Bool { isOwnedAlone(by: .current) }

  /// Whether `caller`, the running task, is the owner, and the only one.
  func isOwnedAlone(by caller: TaskIdentity) -> Bool {
    // What the caller itself stored, or something else: no order is needed to tell.
    owner.load(ordering: .relaxed) == caller
  }

  /// Whether the running task is an owner.
  var isOwnedByCaller: Bool {
    isOwnedByCallerAlone || isShared && lock.withLock { ties?.owners[.current] != nil }
  }

  /// Whether several tasks own the scope, or did and have not all left.
  var isShared: Bool { owner.load(ordering: .relaxed) == .several }

  /// Whether a task is in the scope.
  var isEntered: Bool { owner.load(ordering: .relaxed) != .nobody }

  /// Makes the running task the owner, or promises the scope to a task that is about to start.
  func enter(as task: TaskIdentity = .current) throws(ContextError) {
    let (entered, _) = owner.compareExchange(expected: .nobody, desired: task, ordering: .acquiring)
    guard entered else { throw ContextError(.scopeAlreadyEntered) }
    if task != .starting, hasWatchers { ScopeWatchers.tell(self, .enter) }
  }

  /// Makes the running task the owner of a scope that was promised to it.
  func begin() {
    if isShared {
      lock.withLock { ties!.begin(.current) }
    } else {
      owner.store(.current, ordering: .relaxed)
    }
    if hasWatchers { ScopeWatchers.tell(self, .enter) }
  }

  /// Ends the running task's ownership. Its children may go on reading.
  func leave() {
    // Told first, or the next task could enter before.
    if hasWatchers { ScopeWatchers.tell(self, .leave) }
    if isShared || ties != nil || !leaveUnlayered() { leaveTies { $0.leave(.current) } }
  }

  /// Ends the ownership of the one owner of a scope without ties, unless layers lie over it.
  private func leaveUnlayered() -> Bool {
    // Under the lock, as `baseForLayer` is: else a plain child could just now begin a layer over this scope, which would
    // look into it when the next task has entered.
    lock.withLock {
      guard layerBase == nil else { return false }
      owner.store(.nobody, ordering: .releasing)
      return true
    }
  }

  /// Takes back the promise of the scope to a task that was not started after all.
  func abandon() {
    if isShared {
      leaveTies { ties in
        ties.expected -= 1
        return nil
      }
    } else if !leaveUnlayered() {
      leaveTies { _ in nil }
    }
  }

  /// Makes the scope one that the running task, an owner of it, shares with a task that is about to start. From now on
  /// all take the lock.
  func share() {
    guard isOwnedByCallerAlone else { return lock.withLock { ties!.expected += 1 } }
    let number = number
    // Only the map under the lock, out of which values are then counted: plain children may have it made just now.
    let (kept, shared) = lock.withLock { map }.parted
    lock.withLock {
      let ties = self.ties ?? ScopeTies(over: nil)
      ties.open(by: .current, keeping: kept, number: number)
      ties.expected += 1
      self.ties = ties
      map = shared
      owner.store(.several, ordering: .relaxed)
    }
  }

  /// What a layer over this scope lies over.
  func baseForLayer() -> LayerBase {
    lock.withLock {
      // A plain child may start a layer when its parent has left.
      guard isEntered else { return LayerBase(.left(map)) }
      let base = layerBase ?? LayerBase(.scope(self))
      layerBase = base
      return base
    }
  }

  /// Lets `departure` end an ownership; with the last one the scope becomes an ordinary one that nobody is in.
  private func leaveTies(_ departure: (ScopeTies) -> ScopeTies.Owner?) {
    // The departing task's own values are dropped out of the lock: that may run a user's `deinit`.
    let (departed, isLast) = lock.withLock { (ties.flatMap(departure), ties?.isDeserted ?? true) }
    withExtendedLifetime(departed) {}
    guard isLast else { return }
    // Nobody else changes the scope now: no owner is left, and only an owner could add one.
    while !leaveBehind(path(seenBy: .successors)) {}
  }

  /// Makes what `path` shows the scope's for good, if that is still so. What lies below does not show any more.
  private func leaveBehind(_ path: [ScopeLook]) -> Bool {
    let last = path.flatMap(\.levels).merged
    var base: LayerBase?
    // Nothing below changes meanwhile, or a reader could see that and afterwards what was before.
    let isDone = path.whileUnchanged {
      base = layerBase
      map = last
      ties = nil
      layerBase = nil
      // Readers of the layers above may see it from here on, which is the same.
      base?.leave(last)
      // In the lock, as above.
      owner.store(.nobody, ordering: .releasing)
    }
    // What has gone, the path still held: it goes out of the lock, for it may be the last to hold values.
    withExtendedLifetime((path, base)) {}
    return isDone
  }
}

// MARK: - Running in a scope

extension ContextScope {
  /// Runs `operation` in this scope, which the running task has entered, and leaves.
  func occupied<Result: ~Copyable, E: Error>(
    _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    defer { leave() }
    return try CurrentScope.bound(to: self, operation)
  }

  /// Runs `operation` in this scope, which the running task has entered, and leaves.
  func occupied<Result: ~Copyable, E: Error>(
    _ operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    defer { leave() }
    return try await CurrentScope.bound(to: self, operation)
  }
}

extension ContextScope {
  /// Runs `operation` in a scope that was made for it: the running task has entered it, and nobody else knows it.
  ///
  /// Not inlined: see `CurrentScope.push`.
  @inline(never)
  static func occupying<Result: ~Copyable, E: Error>(
    _ scope: consuming ContextScope, _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    #if CONTEXTVARS_PLAIN_RUNTIME
      defer { if !isKnownUniquelyReferenced(&scope) { scope.settle() } }
      return try scope.occupied(operation)
    #else
      // The binding is what holds the scope: to hold it here too would count a reference more.
      let held = Unmanaged.passRetained(consume scope)
      CurrentScope.push(held)
      defer {
        let isKept = !held.isUnique
        if !isKept, ctask_runs_task() {
          // Nobody else can see the scope any more, so nobody need be told that it is left.
          CurrentScope.pop()
        } else {
          let scope = held.takeUnretainedValue()
          scope.leave()
          // Outside a task the runtime frees the last binding after the value in it, whose `deinit` might bind, and free the
          // same. So the scope stays until the pop is over.
          withExtendedLifetime(scope) { CurrentScope.pop() }
          if isKept { scope.settle() }
        }
      }
      return try operation()
    #endif
  }
}

extension Unmanaged<ContextScope> {
  /// Whether nobody else has a reference. For who has one.
  fileprivate var isUnique: Bool {
    var held = self
    // An `Unmanaged` is one reference, which is only looked at here.
    return withUnsafeMutablePointer(to: &held) {
      $0.withMemoryRebound(to: ContextScope.self, capacity: 1) { isKnownUniquelyReferenced(&$0.pointee) }
    }
  }
}
