// The token: what `set` and `unset` return, and what `reset` takes (rule 7).

/// Remembers what a variable was before a ``ContextVar/set(_:)`` or ``ContextVar/unset()``, for one `reset`
/// (PEP 567's `Token`).
///
/// Copies are the same token: using one uses them all. A token keeps the old value alive as long as it lives,
/// whether used or not. Safe to use from any task and thread, but only the owner of the scope can reset with
/// it.
public struct Token<Value: Sendable, Failure: Error>: Sendable {
  /// The variable that was set or unset.
  public let variable: ContextVar<Value, Failure>

  @usableFromInline let restorePoint: RestorePoint

  @inlinable init(_ variable: ContextVar<Value, Failure>, _ restorePoint: RestorePoint) {
    self.variable = variable
    self.restorePoint = restorePoint
  }

  /// The value before the `set` or `unset`; nil if the variable was not bound.
  public var oldValue: Value? { restorePoint.previous.map { variable.value(of: .passUnretained($0)) } }

  /// Whether the token has been used by a `reset`.
  public var isUsed: Bool { restorePoint.isUsed }
}
