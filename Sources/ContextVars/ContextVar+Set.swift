/// Changing the innermost scope: set, unset and reset (rules 2 and 7).
///
/// What returns a token is always inlined: where a caller does not keep it, the optimiser then leaves out the object that
/// the token's copies would share.

extension ContextVar {
  /// Binds the variable to `value` in the innermost scope, until the scope ends or `reset`.
  ///
  /// A scope is opened by `withValue`, `Context.run` and `ContextScope.run`, and comes with a task that was
  /// started with a context. Only the task that opened it or was started with it may change it, and those that share it.
  ///
  /// - Returns: A token that restores, once, what the variable was before.
  /// - Throws: ``ContextError/Code/noScope`` if there is no scope; ``ContextError/Code/notOwner`` if the
  ///   innermost one belongs to another task. Nothing has changed then.
  /// - Complexity: O(1), whatever the number of variables: one slot is filled. If other tasks have read the variable while
  ///   it was being set before, waits for those that read at this moment, which copy a value and no more.
  @inlinable @inline(__always) @discardableResult
  public func set(_ value: Value) throws(ContextError) -> Token<Value, Failure> {
    Token(
      self, RestorePoint(unretainedVariable, try CurrentScope.set(stored(value), for: unretainedVariable)))
  }

  /// Unbinds the variable in the innermost scope, until the scope ends or `reset`: it reads as its default again.
  ///
  /// Errors, result and cost as for ``set(_:)``.
  @inlinable @inline(__always) @discardableResult
  public func unset() throws(ContextError) -> Token<Value, Failure> {
    Token(self, RestorePoint(unretainedVariable, try CurrentScope.set(nil, for: unretainedVariable)))
  }

  /// Restores what the variable was before the `set` or `unset` that returned `token`.
  ///
  /// Tokens may be used in any order; each restores its own old value.
  ///
  /// - Throws: In this order: ``ContextError/Code/tokenAlreadyUsed``,
  ///   ``ContextError/Code/tokenOfAnotherVariable``, ``ContextError/Code/tokenOfAnotherContext`` if the
  ///   innermost scope is not the one of the `set`, ``ContextError/Code/notOwner``. Nothing has changed then
  ///   and the token can still be used.
  /// - Complexity: As ``set(_:)``.
  @inlinable
  public func reset(_ token: Token<Value, Failure>) throws(ContextError) {
    try CurrentScope.reset(definition, to: token.restorePoint)
  }
}
