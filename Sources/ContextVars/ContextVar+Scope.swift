/// Binding a variable for the duration of a closure (rule 1).

extension ContextVar {
  /// Runs `operation` with the variable bound to `value`, and restores what was there, also if it throws.
  ///
  /// Opens a scope: every task that `operation` starts sees the binding, at every depth, and what is
  /// ``ContextVar/set(_:)`` inside ends with it.
  ///
  /// - Returns: What `operation` returns; it may be noncopyable.
  /// - Throws: What `operation` throws, and nothing else.
  /// - Complexity: One path of nodes copied, one task-local binding, whatever the number of variables.
  @discardableResult
  public func withValue<Result: ~Copyable, E: Error>(
    _ value: Value, operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try Context.current.binding(self, to: value).run(operation)
  }

  /// Runs `operation` with the variable bound to `value`, and restores what was there, also if it throws.
  ///
  /// As the synchronous form. `operation` runs on the caller's actor.
  @discardableResult
  public func withValue<Result: ~Copyable, E: Error>(
    _ value: Value, operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    try await Context.current.binding(self, to: value).run(operation)
  }
}
