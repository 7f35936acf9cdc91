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
    try run(operation, in: Context.current.binding(self, to: value))
  }

  /// Runs `operation` with the variable bound to `value`, and restores what was there, also if it throws.
  ///
  /// As the synchronous form. `operation` runs on the caller's actor.
  @discardableResult
  public func withValue<Result: ~Copyable, E: Error>(
    _ value: Value, operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    try await run(operation, in: Context.current.binding(self, to: value))
  }

  /// Runs `operation` with the variable unbound, so that it reads as its default, and restores what was there.
  ///
  /// As ``withValue(_:operation:)``.
  @discardableResult
  public func withoutValue<Result: ~Copyable, E: Error>(
    operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try run(operation, in: Context.current.removing(self))
  }

  /// Runs `operation` with the variable unbound, so that it reads as its default, and restores what was there.
  ///
  /// As the synchronous form. `operation` runs on the caller's actor.
  @discardableResult
  public func withoutValue<Result: ~Copyable, E: Error>(
    operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    try await run(operation, in: Context.current.removing(self))
  }

  /// Runs `operation` in `context`, which is the caller's but for this variable.
  private func run<Result: ~Copyable, E: Error>(
    _ operation: () throws(E) -> Result, in context: Context
  ) throws(E) -> Result {
    guard definition.hasWatchers else { return try context.run(operation) }
    return try context.run(announcing: [definition], operation)
  }

  /// Runs `operation` in `context`, which is the caller's but for this variable.
  private func run<Result: ~Copyable, E: Error>(
    _ operation: () async throws(E) -> Result, in context: Context
  ) async throws(E) -> Result {
    guard definition.hasWatchers else { return try await context.run(operation) }
    return try await context.run(announcing: [definition], operation)
  }
}
