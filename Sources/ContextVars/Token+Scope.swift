/// A token as a scope: what was set ends with a closure, in the scope in which it was set.

extension Token {
  /// Runs `operation`, then resets the variable, also if it throws (PEP 567's `with var.set(value):`).
  ///
  /// ```swift
  /// try Request.stage.set("parsing").scope {
  ///   try parse()
  /// }
  /// ```
  ///
  /// Unlike ``ContextVar/withValue(_:operation:)`` it opens no scope: what `operation` sets of other variables stays.
  ///
  /// - Returns: What `operation` returns; it may be noncopyable.
  /// - Throws: What `operation` throws; else what ``ContextVar/reset(_:)`` throws, for instance
  ///   ``ContextError/Code/tokenAlreadyUsed`` if `operation` has used the token.
  @discardableResult
  public func scope<Result: ~Copyable>(_ operation: () throws -> Result) throws -> Result {
    let result: Result
    do {
      result = try operation()
    } catch {
      // The operation's error goes before that of a reset that it has made impossible.
      try? variable.reset(self)
      throw error
    }
    try CurrentScope.reset(variable.definition, to: restorePoint, by: .endOfScope)
    return result
  }

  /// Runs `operation`, then resets the variable, also if it throws.
  ///
  /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is: one that touches the state
  /// of the caller's actor runs there.
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
