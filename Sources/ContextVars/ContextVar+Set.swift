// Changes the innermost scope: set, unset and reset (rules 2 and 7).
//
// The functions that return a token are always inlined: if a caller does not keep the token, the optimiser
// can then remove the object that the token's copies would share.

extension ContextVar {
  /// Binds the variable to `value` in the innermost scope, until it is reset or the scope ends.
  ///
  /// ```swift
  /// try Request.id.withValue("r-42") {
  ///   let token = try Request.tenant.set("acme")
  ///   charge()                            // reads "acme", without an argument
  ///   try Request.tenant.reset(token)     // or leave it: it ends with the closure
  /// }
  /// ```
  ///
  /// `withValue`, `Context.run` and `ContextScope.run` open a scope, and a task started with a context has
  /// one of its own. Only its owner may change a scope: the task that opened it or was started with it, and
  /// those that share it.
  ///
  /// - Parameter value: The new value. Plain children that run in the scope read it too (rule 4).
  /// - Returns: A token that restores the previous state of the variable, once.
  /// - Throws: ``ContextError/Code/noScope`` if there is no scope here, ``ContextError/Code/notOwner`` if the
  ///   innermost one belongs to another task. Nothing has changed then.
  /// - Complexity: O(1), however many variables are bound: one slot is filled. If other tasks have read what
  ///   was set in this scope, the call waits for reads in progress, each of which only copies a value.
  @inlinable @inline(__always) @discardableResult
  public func set(_ value: Value) throws(ContextError) -> Token<Value, Failure> {
    Token(
      self, RestorePoint(unretainedVariable, try CurrentScope.set(stored(value), for: unretainedVariable)))
  }

  /// Unbinds the variable in the innermost scope, until it is reset or the scope ends.
  ///
  /// The variable then reads as its default, or throws ``ContextError/Code/noValue`` if it has none.
  /// Otherwise like ``set(_:)``.
  ///
  /// - Returns: A token that restores the previous state of the variable, once.
  /// - Throws: ``ContextError/Code/noScope`` or ``ContextError/Code/notOwner``. Nothing has changed then.
  @inlinable @inline(__always) @discardableResult
  public func unset() throws(ContextError) -> Token<Value, Failure> {
    Token(self, RestorePoint(unretainedVariable, try CurrentScope.set(nil, for: unretainedVariable)))
  }

  /// Restores the variable to what it was before the `set` or `unset` that returned `token`.
  ///
  /// Tokens may be used in any order; each restores its own old value.
  ///
  /// - Parameter token: From a `set` or `unset` of this variable in the innermost scope, not used before.
  /// - Throws: The first of these that applies: ``ContextError/Code/tokenAlreadyUsed``,
  ///   ``ContextError/Code/tokenOfAnotherVariable``, ``ContextError/Code/tokenOfAnotherContext`` if the value
  ///   was set in another scope than the innermost one, ``ContextError/Code/notOwner``. Nothing has changed
  ///   then, and an unused token remains usable.
  /// - Complexity: That of ``set(_:)``.
  @inlinable
  public func reset(_ token: Token<Value, Failure>) throws(ContextError) {
    try CurrentScope.reset(definition, to: token.restorePoint)
  }
}
