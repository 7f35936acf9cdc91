// The place where a running task's context lives and changes, as an object that is entered again and again.
import Synchronization

/// A place whose current context changes as the task in it sets variables (PEP 567's `Context` object).
///
/// `run` enters it, one task at a time; what is set inside stays there and is found again by the next `run`.
/// `Task(scope:)` enters it for a task, and a task that is started inside with ``TaskInheritance/share`` stays in it too.
/// `withValue`, `Context.run` and the tasks started with a context each have a scope of their own.
///
/// Each entry is a scope of its own, which begins with what the last one left. So a plain task (`Task {}`, `async let`,
/// `addTask {}`) that was started inside and outlives the `run` reads what that `run` left, and nothing that a later one
/// sets, perhaps for another request.
///
/// Safe to use from any thread. While it is entered, the scope keeps alive what it was entered with and its present values;
/// else what was left in it.
public final class ContextScope: Sendable {
  private enum State {
    case left(ContextMap)
    case entered(Scope)
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var state: State
  private let lock = Lock()

  /// For tokens, which may be redeemed in a later entry.
  let identity = Content.nextIdentity()

  /// Whether anybody is told what happens here: see `ScopeWatchers`.
  let isWatched = Atomic(false)
  var hasWatchers: Bool { isWatched.load(ordering: .relaxed) }

  /// A scope that starts from `context` and is entered by nobody.
  public init(_ context: Context = .current) {
    state = .left(context.map)
  }

  /// What the scope binds now, entered or not. Takes one reference, under the scope's lock; while it is entered, what
  /// ``Context/current`` costs there.
  ///
  /// While another task is in the scope, its ``ContextInheritance/never`` variables are left out.
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
  /// An entry that belongs to the running task, or is promised to a task that is about to start.
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

  /// The last owner leaves `map` behind.
  func leave(_ map: ContextMap) {
    // The entry goes out of the lock: with it may go values.
    let entry = lock.withLock { () -> State in
      defer { state = .left(map) }
      return state
    }
    withExtendedLifetime(entry) {}
  }

  /// Tells those who watch the scope.
  func tell(_ event: Event) {
    if hasWatchers { ScopeWatchers.tell(self, event) }
  }
}

extension ContextScope {
  /// Runs `operation` in the scope and leaves it again, also if it throws. What was set stays in the scope.
  ///
  /// - Returns: What `operation` returns; it may be noncopyable.
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if some task (perhaps this one) is in it, and then
  ///   `operation` has not run; what `operation` throws.
  /// - Complexity: One task-local binding, whatever the number of variables.
  @discardableResult
  public func run<Result: ~Copyable>(_ operation: () throws -> Result) throws -> Result {
    try CurrentScope.occupying(.passRetained(enter()), telling: .of(self), operation)
  }

  /// Runs `operation` in the scope and leaves it again, also if it throws. What was set stays in the scope.
  ///
  /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is: one that touches the state
  /// of the caller's actor runs there.
  @discardableResult
  public func run<Result: ~Copyable>(
    _ operation: @concurrent () async throws -> Result, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Result {
    try await CurrentScope.occupying(
      .passRetained(enter()), telling: .of(self), isolation: isolation, operation)
  }
}
