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

/// What a change of a scope has replaced: what a token is made of.
@usableFromInline
struct Replaced: Sendable {
  /// What the caller saw the variable bound to.
  @usableFromInline let previous: Binding?
  /// Whether the scope is a layer, and the variable was its parent's.
  @usableFromInline let wasUncovered: Bool
  /// The scope's number. A number, so that a token does not keep the scope's present values alive.
  @usableFromInline let scope: UInt64

  init(_ previous: Binding?, wasUncovered: Bool = false, in scope: ContextScope.Number) {
    self.previous = previous
    self.wasUncovered = wasUncovered
    self.scope = scope.rawValue
  }
}

/// What copies of a token share: where the `set` was, what was there before, and whether it is taken back.
///
/// Inlinable and without a lock of its own, so that where nobody keeps the token there is no such object.
@usableFromInline
final class RestorePoint: Sendable {
  /// Kept for ever.
  @usableFromInline let variable: Unmanaged<VariableDefinition>
  @usableFromInline let scope: UInt64
  @usableFromInline let wasUncovered: Bool
  /// Nil once it is used. `nonisolated(unsafe)`: read and written under the lock only.
  @usableFromInline nonisolated(unsafe) var replaced: Binding?
  /// `nonisolated(unsafe)`: as `replaced`.
  @usableFromInline nonisolated(unsafe) var isSpent = false

  @inlinable
  init(_ variable: Unmanaged<VariableDefinition>, _ replaced: Replaced) {
    self.variable = variable
    self.replaced = replaced.previous
    wasUncovered = replaced.wasUncovered
    scope = replaced.scope
  }

  @inlinable deinit {}

  var previous: Binding? { withLock { replaced } }

  var isUsed: Bool { withLock { isSpent } }

  /// Restores what was before in `current`, the caller's innermost scope, and returns what that displaced and what is
  /// bound again. See ``ContextVar/reset(_:)``.
  func redeem(
    for variable: VariableDefinition, in current: ContextScope?
  ) throws(ContextError) -> (displaced: Binding?, restored: Binding?) {
    try withLock { () throws(ContextError) in try checkUnused(for: variable) }
    guard let current, current.number(for: variable).rawValue == scope else {
      throw ContextError(.tokenOfAnotherContext, of: variable)
    }
    guard current.isOwnedByCaller else { throw ContextError(.notOwner, of: variable) }
    // Only now, since a token that is refused stays usable. Another owner may have been faster.
    let previous = try withLock { () throws(ContextError) in
      try checkUnused(for: variable)
      isSpent = true
      return replaced.take()
    }
    // Out of the lock, as is the end of what this token held: that may run a user's `deinit`.
    // What lay below a layer is not the layer's to bind.
    let restored = wasUncovered ? nil : previous
    let displaced = current.exchange(
      restored.map(Unmanaged.passRetained), uncovering: wasUncovered, for: variable)
    return (displaced?.previous, wasUncovered ? current.binding(of: variable.number) : restored)
  }

  /// Under the lock.
  private func checkUnused(for variable: VariableDefinition) throws(ContextError) {
    guard !isSpent else { throw ContextError(.tokenAlreadyUsed, of: variable) }
    guard self.variable.toOpaque() == Unmanaged.passUnretained(variable).toOpaque() else {
      throw ContextError(.tokenOfAnotherVariable, of: variable)
    }
  }

  private func withLock<Result, E: Error>(_ body: () throws(E) -> Result) throws(E) -> Result {
    try Locks.all[Int(UInt(bitPattern: ObjectIdentifier(self)) >> 4) % Locks.all.count].lock.withLock(body)
  }

  /// Each token has one of these, by its address.
  private final class Locks: Sendable {
    let lock = Lock()
    static let all = (0..<64).map { _ in Locks() }
  }
}
