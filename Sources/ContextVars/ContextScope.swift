/// The place where a running task's context lives and changes.
import Synchronization

/// A place whose current context changes as the task in it sets variables (PEP 567's `Context` object).
///
/// `run` enters it, one task at a time; what is set inside stays there and is found again by the next `run`.
/// `Task(scope:)` enters it for a task, and a task that is started inside with ``TaskInheritance/share`` stays in it too.
/// `withValue`, `Context.run` and the tasks started with a context each have a scope of their own.
///
/// A plain task (`Task {}`, `async let`, `addTask {}`) that was started inside reads the scope's present values
/// for as long as it lives: also those that a later `run` sets, perhaps for another request. Start tasks that
/// may outlive a `run` with `context: .current`.
///
/// Safe to use from any thread. The scope keeps its present values alive, and no earlier ones.
public final class ContextScope: Sendable {
  /// Identifies a scope among all there ever were, without keeping it alive.
  struct Number: Equatable, Sendable, AtomicRepresentable, RawRepresentable {
    let rawValue: UInt64
    private static let last = Atomic<UInt64>(0)

    /// No scope's.
    static let none = Number(rawValue: 0)

    static func next() -> Number { Number(rawValue: last.add(1, ordering: .relaxed).newValue) }
  }

  // What follows is touched by `Internal/Scope…` alone. No access calls anything that could make another: to have that
  // checked at run time would cost a read as much as the look-up.

  /// The task that has entered the scope, or `.several`.
  let owner: Atomic<TaskIdentity>

  /// The present bindings but for `added`; in a layer those of the layer itself.
  ///
  /// `nonisolated(unsafe)`: only an owner writes, and it holds `lock` meanwhile. An owner that is the only one reads
  /// without the lock, which nobody can disturb; everybody else reads under it, or as `Internal/ScopeReaders` says. One
  /// owner's writes reach the next through the release and acquire of `owner`.
  @exclusivity(unchecked) nonisolated(unsafe) var base: ContextMap

  /// What `withValue` has bound over `base`, as long as nobody has asked for both in one map. See `Internal/ScopeMap`.
  ///
  /// `nonisolated(unsafe)`: as `base`.
  @exclusivity(unchecked) nonisolated(unsafe) var added: Binding?

  /// Both, once somebody has asked.
  ///
  /// `nonisolated(unsafe)`: touched under `lock` only.
  @exclusivity(unchecked) nonisolated(unsafe) var joined: ContextMap?

  /// What ties the scope to other tasks' scopes: nil but for a layer and a scope that several tasks share.
  ///
  /// `nonisolated(unsafe)`: as `base`.
  @exclusivity(unchecked) nonisolated(unsafe) var ties: ScopeTies?
  let lock = Lock()

  /// Whether others than the owner may read `base` and `added` without the lock. See `Internal/ScopeReaders`.
  let isOpenToReaders = Atomic(false)

  /// What the layers over this scope lie over, as long as its present owners are in it.
  ///
  /// `nonisolated(unsafe)`: touched under `lock` only.
  @exclusivity(unchecked) nonisolated(unsafe) var layerBase: LayerBase?

  /// Whether anybody is told what happens here: see `ScopeWatchers`.
  let isWatched = Atomic(false)
  var hasWatchers: Bool { isWatched.load(ordering: .relaxed) }

  /// Given when first asked for: most scopes are never changed and need none.
  private let givenNumber = Atomic(Number.none)

  init(
    _ map: consuming ContextMap, adding added: consuming Binding? = nil, owner: TaskIdentity,
    ties: ScopeTies? = nil
  ) {
    _ = CurrentScope.isReady
    base = map
    self.added = added
    self.ties = ties
    self.owner = Atomic(owner)
  }

  /// A scope that starts from `context` and is entered by nobody.
  public convenience init(_ context: Context = .current) {
    self.init(context.map, owner: .nobody)
  }

  /// The scope's number, for tokens.
  var number: Number {
    let given = givenNumber.load(ordering: .relaxed)
    if given != .none { return given }
    let number = Number.next()
    let (isFirst, other) = givenNumber.compareExchange(
      expected: .none, desired: number, ordering: .relaxed)
    return isFirst ? number : other
  }

  /// What the scope binds now, entered or not. Takes one reference, under the scope's lock.
  ///
  /// While another task is in the scope, its ``ContextInheritance/never`` variables are left out.
  public var snapshot: Context {
    // Who enters takes the lock before it changes anything.
    Context(lock.withLock { isEntered ? nil : map } ?? currentMap)
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
    try enter()
    return try occupied(operation)
  }

  /// Runs `operation` in the scope and leaves it again, also if it throws. What was set stays in the scope.
  ///
  /// As the synchronous form. `operation` runs on the caller's actor.
  @discardableResult
  public func run<Result: ~Copyable>(_ operation: () async throws -> Result) async throws -> Result {
    try enter()
    return try await occupied(operation)
  }
}
