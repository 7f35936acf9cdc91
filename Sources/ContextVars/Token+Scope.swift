// Ends a `set` with a closure, without opening a scope for it.

extension Token {
  /// Runs `operation`, then resets the variable, even if it throws (PEP 567's `with var.set(value):`).
  ///
  /// ```swift
  /// try Request.stage.set("parsing").scope {
  ///   try parse()
  /// }
  /// ```
  ///
  /// Unlike ``ContextVar/withValue(_:operation:)``, it opens no scope: other variables that `operation` sets
  /// stay set.
  ///
  /// - Parameter operation: Runs in the scope in which the variable was set.
  /// - Returns: What `operation` returns, which may be noncopyable.
  /// - Throws: What `operation` throws. Otherwise what ``ContextVar/reset(_:)`` throws, for instance
  ///   ``ContextError/Code/tokenAlreadyUsed`` if `operation` has used the token.
  @discardableResult
  public func scope<Result: ~Copyable>(_ operation: () throws -> Result) throws -> Result {
    let result: Result
    do {
      result = try operation()
    } catch {
      // The operation's error takes precedence over that of a reset which the operation has made impossible.
      try? variable.reset(self)
      throw error
    }
    try CurrentScope.reset(variable.definition, to: restorePoint, by: .endOfScope)
    return result
  }

  /// Runs `operation`, then resets the variable, even if it throws.
  ///
  /// Like the synchronous form. `operation` is isolated like a closure passed to `TaskLocal.withValue`: it
  /// runs on the caller's actor if it uses the state of that actor.
  @discardableResult
  public func scope<Result: ~Copyable>(
    _ operation: @concurrent () async throws -> Result, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Result {
    let result: Result
    do {
      result = try await operation()
    } catch {
      try? variable.reset(self)
      throw error
    }
    try CurrentScope.reset(variable.definition, to: restorePoint, by: .endOfScope)
    return result
  }
}
