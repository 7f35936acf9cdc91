// Runs a closure in a context (rule 1).

extension Context {
  /// Runs `operation` in a fresh scope that starts from this snapshot, then restores the caller's context.
  ///
  /// Values set inside end with the scope, and the snapshot stays as it is. Any number of tasks may run in
  /// the same context at once, each in a scope of its own.
  ///
  /// - Parameter operation: Owns the scope, and may set variables in it.
  /// - Returns: What `operation` returns, which may be noncopyable.
  /// - Throws: What `operation` throws, and nothing else.
  /// - Complexity: One task-local binding, however many variables are bound.
  @inlinable @discardableResult
  public func run<Result: ~Copyable, E: Error>(
    _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try CurrentScope.occupying(entered(), operation)
  }

  /// Runs `operation` in a fresh scope that starts from this snapshot, then restores the caller's context.
  ///
  /// Like the synchronous form. `operation` is isolated like a closure passed to `TaskLocal.withValue`: it
  /// runs on the caller's actor if it uses the state of that actor.
  @inlinable @discardableResult
  public func run<Result: ~Copyable, E: Error>(
    _ operation: @concurrent () async throws(E) -> Result, isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    try await CurrentScope.occupying(entered(), isolation: isolation, operation)
  }

  /// Runs `operation` in this context, which differs from the caller's in `variables`, and notifies the
  /// watchers of these.
  func run<Result: ~Copyable, E: Error>(
    changing variables: some Sequence<VariableDefinition>, _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try CurrentScope.occupying(entered(), telling: .of(variables), operation)
  }

  /// Runs `operation` in this context, which differs from the caller's in `variables`, and notifies the
  /// watchers of these.
  func run<Result: ~Copyable, E: Error>(
    changing variables: some Sequence<VariableDefinition>, isolation: isolated (any Actor)?,
    _ operation: @concurrent () async throws(E) -> Result
  ) async throws(E) -> Result {
    try await CurrentScope.occupying(entered(), telling: .of(variables), isolation: isolation, operation)
  }
}
