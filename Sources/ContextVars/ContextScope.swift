/// The place where a running task's context lives and changes.
import Synchronization

/// A place whose current context changes as the task in it sets variables (PEP 567's `Context` object).
///
/// `run` enters it, one task at a time; what is set inside stays there and is found again by the next `run`.
/// `withValue`, `Context.run` and the tasks started with a context each have a scope of their own.
///
/// A plain task (`Task {}`, `async let`, `addTask {}`) that was started inside reads the scope's present values
/// for as long as it lives: also those that a later `run` sets, perhaps for another request. Start tasks that
/// may outlive a `run` with `context: .current`.
///
/// Safe to use from any thread. The scope keeps its present values alive, and no earlier ones.
public final class ContextScope: Sendable {
  /// Identifies a scope among all there ever were, without keeping it alive.
  struct Number: Equatable, Sendable {
    private let value: UInt64
    private static let next = Atomic<UInt64>(0)

    init() {
      value = Self.next.add(1, ordering: .relaxed).oldValue
    }
  }

  /// The task that has entered the scope.
  private let owner: Atomic<TaskIdentity>

  /// The present bindings.
  ///
  /// `nonisolated(unsafe)`: only the owner writes, and it holds `lock` meanwhile. The owner reads without the
  /// lock, which nobody can disturb; everybody else reads under it. One owner's writes reach the next through
  /// the release and acquire of `owner`.
  private nonisolated(unsafe) var map: ContextMap
  private let lock = Lock()

  /// Whether anybody is told what happens here: see `ScopeWatchers`.
  let isWatched = Atomic(false)
  var hasWatchers: Bool { isWatched.load(ordering: .relaxed) }

  /// Given when first asked for, under `lock`: most scopes are never changed and need none.
  private nonisolated(unsafe) var givenNumber: Number?

  private init(_ context: Context, owner: TaskIdentity) {
    map = context.map
    self.owner = Atomic(owner)
  }

  /// A scope that starts from `context` and is entered by nobody.
  public convenience init(_ context: Context = .current) {
    self.init(context, owner: .nobody)
  }

  /// A scope that the running task has entered from the start.
  convenience init(entering context: Context) {
    self.init(context, owner: .current)
  }

  /// Whether a task is in the scope.
  var isEntered: Bool { owner.load(ordering: .relaxed) != .nobody }

  /// What the scope binds now, entered or not. Takes one reference, under the scope's lock.
  ///
  /// While another task is in the scope, its ``ContextInheritance/never`` variables are left out.
  public var snapshot: Context {
    let map = presentMap
    return Context(isOwnedByCaller || !isEntered ? map : map.seenByOthers)
  }
}

// MARK: - Entering

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

  /// Makes the running task the owner.
  func enter() throws(ContextError) {
    let (entered, _) = owner.compareExchange(expected: .nobody, desired: .current, ordering: .acquiring)
    guard entered else { throw ContextError(.scopeAlreadyEntered) }
    if hasWatchers { ScopeWatchers.tell(self, .enter) }
  }

  /// Ends the running task's ownership. Its children may go on reading.
  func leave() {
    // Told first, or the next task could enter before.
    if hasWatchers { ScopeWatchers.tell(self, .leave) }
    owner.store(.nobody, ordering: .releasing)
  }

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

// MARK: - Reading and changing the scope of the running task

// These are for `CurrentScope.value` alone. A thread without a task passes for the owner of any scope that such
// a thread has entered, which is right for the scopes that it sees as its own and for no others.
extension ContextScope {
  private var isOwnedByCaller: Bool {
    // What the caller itself stored, or something else: no order is needed to tell.
    owner.load(ordering: .relaxed) == .current
  }

  /// All that is bound now, whoever asks.
  var presentMap: ContextMap { lock.withLock { map } }

  /// What the caller sees of the present bindings.
  var currentMap: ContextMap {
    // Out of the lock, since leaving out what others may not see counts references to values.
    isOwnedByCaller ? map : presentMap.seenByOthers
  }

  /// What the scope binds the variable to now.
  func binding(of number: UInt) -> Binding? {
    guard isOwnedByCaller else { return lock.withLock { map.bindingSeenByOthers(of: number) } }
    // Nobody else replaces the map meanwhile, so it need not be retained (docs/Design.md).
    return Unmanaged.passUnretained(map)._withUnsafeGuaranteedRef { $0.binding(of: number) }
  }

  /// Whether the caller reads a binding of the variable here, and if not, whether a policy keeps one from it.
  func outlook(for variable: VariableDefinition) -> (isBound: Bool, isStopped: Bool) {
    let map = presentMap
    let binding =
      isOwnedByCaller ? map.binding(of: variable.number) : map.bindingSeenByOthers(of: variable.number)
    if binding != nil { return (true, false) }
    let isHidden = map.binding(of: variable.number) != nil
    return (false, isHidden || map.exceptions?.stopped.contains { $0 === variable } ?? false)
  }

  /// The scope's number, for tokens.
  var number: Number {
    lock.withLock {
      let number = givenNumber ?? Number()
      givenNumber = number
      return number
    }
  }

  /// Binds the variable (nil: unbinds it) and returns what it was bound to.
  ///
  /// - Throws: ``ContextError/Code/notOwner`` unless the running task has entered the scope.
  func exchange(_ binding: Binding?, for variable: VariableDefinition) throws(ContextError) -> Binding? {
    guard isOwnedByCaller else { throw ContextError(.notOwner, variable: variable.name) }
    let previous = map.binding(of: variable.number)
    let changed = if let binding { map.setting(binding) } else { map.removing(variable) }
    // The old version may go here, under the lock, but no value does, and so no user's `deinit` runs: the one
    // binding that the new version does not share is `previous`, which the caller drops.
    lock.withLock { map = changed }
    return previous
  }
}
