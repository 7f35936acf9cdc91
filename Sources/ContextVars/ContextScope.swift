// The public scope: an object that keeps a changing context, and that tasks enter one after another.
import Synchronization

/// A place whose context changes as the task in it sets variables (PEP 567's `Context` object).
///
/// ```swift
/// let session = ContextScope()
/// try session.run { try Request.tenant.set("acme") }
/// try session.run { Request.tenant.get() }           // "acme"
/// ```
///
/// One task at a time may be in it. ``run(_:)`` enters it for a closure and `Task(scope:)` for a task; a task
/// that is started inside with ``TaskInheritance/share`` is in it too. Values set inside stay in the scope
/// for the next entry. `withValue`, `Context.run` and tasks started with a context do not need such an
/// object: each of them has a scope of its own.
///
/// Each entry is a scope of its own, which begins with what the previous entry left. A plain child
/// (`Task {}`, `async let`, `addTask {}`) that outlives the `run` it was started in reads what that `run`
/// left. It sees nothing that a later one sets, perhaps for another request.
///
/// Safe to use from any thread. While it is entered, the scope keeps the context it was entered with and its
/// present values alive; otherwise only the values that the last entry left.
public final class ContextScope: Sendable {
  private enum State {
    case left(ContextMap)
    case entered(Scope)
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var state: State
  private let lock = Lock()

  /// Identifies the scope to tokens, which may be used in a later entry.
  let identity = Content.nextIdentity()

  /// Whether the scope has watchers: see `ScopeWatchers`.
  let isWatched = Atomic(false)
  var hasWatchers: Bool { isWatched.load(ordering: .relaxed) }

  /// Creates a scope that starts from `context`. No task is in it yet.
  ///
  /// - Parameter context: The bindings to start from; by default the caller's context.
  public init(_ context: Context = .current) {
    state = .left(context.map)
  }

  /// The bindings of the scope at this moment, whether it is entered or not.
  ///
  /// While another task is in the scope, its ``ContextInheritance/never`` variables are left out.
  ///
  /// - Complexity: One retain, under the scope's lock. While the scope is entered, the cost of
  ///   ``Context/current`` there.
  public var snapshot: Context {
    switch lock.withLock({ state }) {
    case .left(let map): Context(map)
    case .entered(let entry): Context(entry.currentMap)
    }
  }

  /// Whether a task is in the scope.
  var isEntered: Bool { if case .entered = lock.withLock({ state }) { true } else { false } }
}

extension ContextScope {
  /// Enters the scope for the running task, or for a task that is about to start.
  func enter(as task: TaskIdentity = .current) throws(ContextError) -> Scope {
    let entry = lock.withLock { () -> Scope? in
      guard case .left(let map) = state else { return nil }
      let entry = Scope(over: map, owner: task, home: self)
      state = .entered(entry)
      return entry
    }
    guard let entry else { throw ContextError(.scopeAlreadyEntered, by: task == .starting ? .start : .run) }
    return entry
  }

  /// Ends the entry when its last owner leaves, and keeps `map` for the next.
  func leave(_ map: ContextMap) {
    // The entry is released outside the lock, because that may release values.
    let entry = lock.withLock { () -> State in
      defer { state = .left(map) }
      return state
    }
    withExtendedLifetime(entry) {}
  }

  /// Notifies the scope's watchers.
  func tell(_ event: Event) {
    if hasWatchers { ScopeWatchers.tell(self, event) }
  }
}

extension ContextScope {
  /// Runs `operation` in the scope, then leaves the scope, even if it throws. What was set stays in the
  /// scope.
  ///
  /// - Parameter operation: Owns the scope while it runs, and may set variables in it.
  /// - Returns: What `operation` returns, which may be noncopyable.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if a task, perhaps this one, is already in the
  ///   scope; `operation` has not run then. Otherwise what `operation` throws.
  /// - Complexity: One task-local binding, however many variables are bound.
  @discardableResult
  public func run<Result: ~Copyable>(_ operation: () throws -> Result) throws -> Result {
    try CurrentScope.occupying(.passRetained(enter()), telling: .of(self), operation)
  }

  /// Runs `operation` in the scope, then leaves the scope, even if it throws. What was set stays in the
  /// scope.
  ///
  /// Like the synchronous form. `operation` is isolated like a closure passed to `TaskLocal.withValue`: it
  /// runs on the caller's actor if it uses the state of that actor.
  @discardableResult
  public func run<Result: ~Copyable>(
    _ operation: @concurrent () async throws -> Result, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Result {
    try await CurrentScope.occupying(
      .passRetained(enter()), telling: .of(self), isolation: isolation, operation)
  }
}
