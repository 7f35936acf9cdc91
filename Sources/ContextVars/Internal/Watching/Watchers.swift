// Lists of callbacks that are notified of changes.
//
// Layer: below ContextWatch. The owner of such a list keeps a flag beside it that says whether anyone is in
// it, so that a change which nobody watches costs one load.
import Synchronization

/// Callbacks for one kind of event, in the order in which they were added. Safe to use from any thread.
final class Watchers<Event: Sendable>: Sendable {
  /// One callback, until it is cancelled.
  final class Watcher: Sendable {
    /// `nonisolated(unsafe)`: touched under `lock` only.
    private nonisolated(unsafe) var callback: (@Sendable (Event) -> Void)?
    private let lock = Lock()

    init(_ callback: @escaping @Sendable (Event) -> Void) {
      self.callback = callback
    }

    /// Calls the callback, outside the lock, unless it has been cancelled.
    func tell(_ event: Event) {
      lock.withLock { callback }?(event)
    }

    func cancel() {
      // What the callback holds is released outside the lock, since that may run a user's `deinit`.
      let dropped = lock.withLock { take() }
      withExtendedLifetime(dropped) {}
    }

    private func take() -> (@Sendable (Event) -> Void)? {
      defer { callback = nil }
      return callback
    }
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var watchers: [Watcher] = []
  private let lock = Lock()

  /// Adds a watcher and sets `flag`.
  func add(_ watcher: Watcher, flag: borrowing Atomic<Bool>) {
    lock.withLock {
      watchers.append(watcher)
      flag.store(true, ordering: .relaxed)
    }
  }

  /// Removes a watcher, and clears `flag` with the last one.
  func remove(_ watcher: Watcher, flag: borrowing Atomic<Bool>) {
    lock.withLock {
      watchers.removeAll { $0 === watcher }
      if watchers.isEmpty { flag.store(false, ordering: .relaxed) }
    }
    watcher.cancel()
  }

  /// Notifies every watcher. A change that a callback makes is told to all watchers after this event.
  func tell(_ event: Event) {
    let watchers = lock.withLock { self.watchers }
    TellingQueue.run { for watcher in watchers { watcher.tell(event) } }
  }
}

/// Queues notifications that come up while others are delivered, so that all watchers hear of changes in the
/// order in which they were made.
private final class TellingQueue: Sendable {
  @TaskLocal private static var current: TellingQueue?

  /// The task or thread that notifies. A task that was started in a callback inherits the queue, but does
  /// not use it.
  private let teller = TaskIdentity.current
  /// `nonisolated(unsafe)`: touched by the teller only.
  private nonisolated(unsafe) var waiting: [() -> Void] = []
  /// Cleared by the teller when it is done. A task that inherits the queue may still read `true`, and then
  /// finds that it is not the teller.
  private let isOpen = Atomic(true)

  static func run(_ telling: @escaping () -> Void) {
    if let current, current.isOpen.load(ordering: .relaxed), current.teller == .current {
      current.waiting.append(telling)
      return
    }
    let queue = TellingQueue()
    queue.waiting = [telling]
    $current.withValue(queue) {
      while !queue.waiting.isEmpty { queue.waiting.removeFirst()() }
    }
    queue.isOpen.store(false, ordering: .relaxed)
  }
}

/// What the watchers of a variable are notified of, without the type of its values.
struct VariableEvent: Sendable {
  let kind: ContextChangeKind
  let old: Binding?
  let new: Binding?
}

/// The watchers of scopes, in a table: there may be very many scopes, and each needs room only for a flag.
enum ScopeWatchers {
  /// `nonisolated(unsafe)`: touched under `lock` only. A scope in it is kept alive by its `ContextWatch`es.
  private nonisolated(unsafe) static var table: [ObjectIdentifier: Watchers<ContextScope.Event>] = [:]
  private static let lock = Lock()

  static func add(_ watcher: Watchers<ContextScope.Event>.Watcher, to scope: ContextScope) {
    lock.withLock {
      let watchers = table[ObjectIdentifier(scope)] ?? Watchers()
      table[ObjectIdentifier(scope)] = watchers
      watchers.add(watcher, flag: scope.isWatched)
    }
  }

  static func remove(_ watcher: Watchers<ContextScope.Event>.Watcher, from scope: ContextScope) {
    lock.withLock { table[ObjectIdentifier(scope)] }?.remove(watcher, flag: scope.isWatched)
    lock.withLock {
      if !scope.hasWatchers { table[ObjectIdentifier(scope)] = nil }
    }
  }

  @inline(never)
  static func tell(_ scope: ContextScope, _ event: ContextScope.Event) {
    lock.withLock { table[ObjectIdentifier(scope)] }?.tell(event)
  }
}
