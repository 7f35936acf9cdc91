/// The place where a running task's context lives and changes.
import Synchronization

/// A place whose current context changes as the task in it sets variables (PEP 567's `Context` object).
///
/// `run` enters it, one task at a time; what is set inside stays there and is found again by the next `run`.
/// `withValue`, `Context.run` and the tasks started with a context each have a scope of their own.
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

  private enum Occupant: Equatable {
    case nobody
    case task(TaskIdentity)
  }

  private struct State {
    var map: ContextMap
    var occupant: Occupant
    /// Given when first asked for: most scopes are never changed and need none.
    var number: Number?
  }

  /// Readers of other tasks lock too: the owner may be changing the scope while its children read.
  private let state: Mutex<State>

  private init(_ context: Context, occupant: Occupant) {
    state = Mutex(State(map: context.map, occupant: occupant))
  }

  /// A scope that starts from `context` and is entered by nobody.
  public convenience init(_ context: Context = .current) {
    self.init(context, occupant: .nobody)
  }

  /// A scope that the running task has entered from the start.
  convenience init(entering context: Context) {
    self.init(context, occupant: .task(.current))
  }

  /// What the scope binds now. O(1), from any thread, entered or not.
  public var snapshot: Context { Context(state.withLock { $0.map }) }
}

// MARK: - Entering

extension ContextScope {
  /// Runs `operation` in the scope and leaves it again, also if it throws. What was set stays in the scope.
  ///
  /// - Throws: ``ContextError/Code/scopeAlreadyEntered`` if some task (perhaps this one) is in it, and then
  ///   `operation` has not run; what `operation` throws.
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
    let entrant = Occupant.task(.current)
    try state.withLock { state throws(ContextError) in
      guard state.occupant == .nobody else { throw ContextError(.scopeAlreadyEntered) }
      state.occupant = entrant
    }
  }

  /// Ends the running task's ownership. Its children may go on reading.
  func leave() {
    state.withLock { $0.occupant = .nobody }
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

// MARK: - Reading and changing

extension ContextScope {
  /// What the scope binds the variable to now.
  func binding(of variable: AnyContextVar) -> Binding? {
    state.withLock { $0.map.binding(of: variable.number) }
  }

  var number: Number {
    state.withLock { state in
      if let number = state.number { return number }
      let number = Number()
      state.number = number
      return number
    }
  }

  /// Binds the variable (nil: unbinds it) and returns what it was bound to.
  ///
  /// - Throws: ``ContextError/Code/notOwner`` unless the running task has entered the scope.
  func exchange(_ binding: Binding?, for variable: AnyContextVar) throws(ContextError) -> Binding? {
    let caller = Occupant.task(.current)
    return try state.withLock { state throws(ContextError) in
      guard state.occupant == caller else { throw ContextError(.notOwner, variable: variable.name) }
      let previous = state.map.binding(of: variable.number)
      // The old version may go here, under the lock, but no value does, and so no user's `deinit` runs: the
      // one binding that the new version does not share is returned.
      state.map = state.map.setting(binding, for: variable.number)
      return previous
    }
  }
}
