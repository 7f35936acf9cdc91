// A restore point: what `set` returns and `reset` takes.

/// What a variable was before a ``ContextVar/set(_:)``. `reset` takes it back there, once (PEP 567's `Token`).
///
/// Copies are one token: using one uses all. A token keeps the old value alive as long as it lives, used or not. Safe to use from any task and thread, though only the owner of the scope can reset with it.
public struct Token<Value: Sendable, Failure: Error>: Sendable {
  /// The variable that was set.
  public let variable: ContextVar<Value, Failure>

  @usableFromInline let restorePoint: RestorePoint

  @inlinable init(_ variable: ContextVar<Value, Failure>, _ restorePoint: RestorePoint) {
    self.variable = variable
    self.restorePoint = restorePoint
  }

  /// The value before the `set`; nil if the variable was not bound.
  public var oldValue: Value? { restorePoint.previous.map { variable.value(of: .passUnretained($0)) } }

  /// Whether a `reset` has taken it.
  public var isUsed: Bool { restorePoint.isUsed }
}
