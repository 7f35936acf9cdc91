/// Who has entered a scope and may change it.
///
/// Mostly one task, of which a scope remembers the address. `.share` makes it several: then the owners stand in the
/// scope's ties, and everybody takes the lock.
import Synchronization

extension ContextScope {
  /// A scope that the running task has entered from the start.
  convenience init(entering context: Context) {
    self.init(context.map, owner: .current)
  }

  /// A scope that is entered by a task that is about to start.
  convenience init(starting map: ContextMap, ties: ScopeTies? = nil) {
    self.init(map, owner: .starting, ties: ties)
  }

  /// Whether the running task is the owner, and the only one.
  ///
  /// For `CurrentScope.value` alone: a thread without a task passes for the owner of any scope that such a thread
  /// has entered, which is right for the scopes that it sees as its own and for no others.
  var isOwnedByCallerAlone: Bool {
    // What the caller itself stored, or something else: no order is needed to tell.
    owner.load(ordering: .relaxed) == .current
  }

  /// Whether the running task is an owner. For `CurrentScope.value` alone, too.
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
    if isOwnedByCallerAlone, ties == nil {
      owner.store(.nobody, ordering: .releasing)
    } else {
      leaveTies { $0.leave(.current) }
    }
  }

  /// Takes back the promise of the scope to a task that was not started after all.
  func abandon() {
    if isShared {
      leaveTies { $0.abandon() }
    } else {
      owner.store(.nobody, ordering: .releasing)
    }
  }

  /// Makes the scope one that the running task, an owner of it, shares with a task that is about to start. From now on
  /// all take the lock.
  func share() {
    guard isOwnedByCallerAlone else { return lock.withLock { ties!.expected += 1 } }
    let (kept, shared) = map.parted
    lock.withLock {
      let ties = self.ties ?? ScopeTies(over: nil)
      ties.owners[.current] = kept
      ties.expected += 1
      self.ties = ties
      map = shared
      owner.store(.several, ordering: .relaxed)
    }
  }

  /// Lets `departure` end an ownership; with the last one the scope becomes an ordinary one that nobody is in.
  private func leaveTies(_ departure: (ScopeTies) -> ContextMap?) {
    // The departing task's own values are dropped out of the lock: that may run a user's `deinit`.
    let (departed, isLast) = lock.withLock { (departure(ties!), ties!.isDeserted) }
    withExtendedLifetime(departed) {}
    guard isLast else { return }
    // Nobody else changes the scope now: no owner is left, and only an owner could add one.
    let last = mapAsLeft
    let untied = lock.withLock {
      defer { ties = nil }
      map = last
      return ties
    }
    owner.store(.nobody, ordering: .releasing)
    // As above: it may be the last to hold the parent.
    withExtendedLifetime(untied) {}
  }
}

// MARK: - Running in a scope

extension ContextScope {
  /// Runs `operation` in this scope, which the running task has entered, and leaves.
  func occupied<Result: ~Copyable, E: Error>(
    _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    defer { leave() }
    // `TaskLocal.withValue` has neither typed throws nor noncopyable results: carry both around it.
    var outcome: Swift.Result<Result, E>?
    CurrentScope.$value.withValue(self) {
      do throws(E) { outcome = .success(try operation()) } catch { outcome = .failure(error) }
    }
    return try outcome.take()!.get()
  }

  /// Runs `operation` in this scope, which the running task has entered, and leaves.
  func occupied<Result: ~Copyable, E: Error>(
    _ operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    defer { leave() }
    var outcome: Swift.Result<Result, E>?
    await CurrentScope.$value.withValue(self) {
      do throws(E) { outcome = .success(try await operation()) } catch { outcome = .failure(error) }
    }
    return try outcome.take()!.get()
  }
}
