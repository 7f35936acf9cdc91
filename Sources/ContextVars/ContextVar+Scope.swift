/// Binding a variable for the duration of a closure (rule 1).

extension ContextVar {
  /// Runs `operation` with the variable bound to `value`, and restores what was there, also if it throws.
  ///
  /// Opens a scope: every task that `operation` starts sees the binding, at every depth, and what is
  /// ``ContextVar/set(_:)`` inside ends with it.
  ///
  /// - Returns: What `operation` returns; it may be noncopyable.
  /// - Throws: What `operation` throws, and nothing else.
  /// - Complexity: One task-local binding, whatever the number of variables. Where a context is asked for inside, one
  ///   path of nodes is copied, once.
  @inlinable @discardableResult
  public func withValue<Result: ~Copyable, E: Error>(
    _ value: Value, operation: () throws(E) -> Result
  ) throws(E) -> Result {
    let announcement = CurrentScope.announcement(binding: unretainedVariable)
    let scope = CurrentScope.entered(storing: stored(value), for: unretainedVariable)
    return try CurrentScope.occupying(scope, telling: announcement, operation)
  }

  /// Runs `operation` with the variable bound to `value`, and restores what was there, also if it throws.
  ///
  /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is: one that touches the state
  /// of the caller's actor runs there.
  @inlinable @discardableResult
  public func withValue<Result: ~Copyable, E: Error>(
    _ value: Value, operation: @concurrent () async throws(E) -> Result,
    isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    let announcement = CurrentScope.announcement(binding: unretainedVariable)
    let scope = CurrentScope.entered(storing: stored(value), for: unretainedVariable)
    return try await CurrentScope.occupying(scope, telling: announcement, isolation: isolation, operation)
  }

  /// Runs `operation` with the variable unbound, so that it reads as its default, and restores what was there.
  ///
  /// As ``withValue(_:operation:)``.
  @discardableResult
  public func withoutValue<Result: ~Copyable, E: Error>(
    operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try Context.current.removing(self).run(changing: CollectionOfOne(definition), operation)
  }

  /// Runs `operation` with the variable unbound, so that it reads as its default, and restores what was there.
  ///
  /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is: one that touches the state
  /// of the caller's actor runs there.
  @discardableResult
  public func withoutValue<Result: ~Copyable, E: Error>(
    operation: @concurrent () async throws(E) -> Result, isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    try await Context.current.removing(self).run(
      changing: CollectionOfOne(definition), isolation: isolation, operation)
  }
}
