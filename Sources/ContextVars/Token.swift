/// A restore point: what `set` returns and `reset` takes.

/// What a variable was before a ``ContextVar/set(_:)``. `reset` takes it back there, once (PEP 567's `Token`).
///
/// Copies are one token: using one uses all. An unused token keeps the old value alive; a used one keeps
/// nothing. Safe to use from any task and thread, though only the owner of the scope can reset with it.
public struct Token<Value: Sendable, Failure: Error>: Sendable {
  /// The variable that was set.
  public let variable: ContextVar<Value, Failure>

  @usableFromInline let restorePoint: RestorePoint

  @inlinable init(_ variable: ContextVar<Value, Failure>, _ restorePoint: RestorePoint) {
    self.variable = variable
    self.restorePoint = restorePoint
  }

  /// The value before the `set`; nil if the variable was not bound, or the token is used.
  public var oldValue: Value? { restorePoint.previous.map { variable.bound($0).value } }

  /// Whether a `reset` has taken it.
  public var isUsed: Bool { restorePoint.isUsed }
}

/// What copies of a token share: where the `set` was, what was there before, and whether it is taken back.
@usableFromInline
final class RestorePoint: Sendable {
  private enum State {
    case unused(ContextScope.Replaced)
    case used
  }

  private let variable: VariableDefinition
  /// A number, so that a token does not keep the scope's present values alive.
  private let scope: ContextScope.Number
  /// `nonisolated(unsafe)`: read and written under `lock` only.
  private nonisolated(unsafe) var state: State
  private let lock = Lock()

  init(_ variable: VariableDefinition, scope: ContextScope.Number, replaced: ContextScope.Replaced) {
    self.variable = variable
    self.scope = scope
    state = .unused(replaced)
  }

  var previous: Binding? {
    lock.withLock {
      if case .unused(let replaced) = state { replaced.previous } else { nil }
    }
  }

  var isUsed: Bool {
    lock.withLock {
      if case .used = state { true } else { false }
    }
  }

  /// Restores what was before in `current`, the caller's innermost scope, and returns what that displaced and what is
  /// bound again. See ``ContextVar/reset(_:)``.
  func redeem(
    for variable: VariableDefinition, in current: ContextScope?
  ) throws(ContextError) -> (displaced: Binding?, restored: Binding?) {
    try lock.withLock { () throws(ContextError) in _ = try unused(for: variable) }
    guard let current, current.number(for: variable) == scope else {
      throw ContextError(.tokenOfAnotherContext, of: variable)
    }
    guard current.isOwnedByCaller else { throw ContextError(.notOwner, of: variable) }
    // Only now, since a token that is refused stays usable. Another owner may have been faster.
    let replaced = try lock.withLock { () throws(ContextError) in
      let replaced = try unused(for: variable)
      state = .used
      return replaced
    }
    // Out of the lock, as is the end of what this token held: that may run a user's `deinit`.
    // What lay below a layer is not the layer's to bind.
    let restored = replaced.wasUncovered ? nil : replaced.previous
    let displaced = try current.exchange(restored, uncovering: replaced.wasUncovered, for: variable)
    return (displaced.previous, replaced.wasUncovered ? current.binding(of: variable.number) : restored)
  }

  /// What the token would restore. Under `lock`.
  private func unused(for variable: VariableDefinition) throws(ContextError) -> ContextScope.Replaced {
    guard case .unused(let replaced) = state else {
      throw ContextError(.tokenAlreadyUsed, of: variable)
    }
    guard self.variable === variable else {
      throw ContextError(.tokenOfAnotherVariable, of: variable)
    }
    return replaced
  }
}
