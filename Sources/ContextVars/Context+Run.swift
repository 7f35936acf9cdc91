/// Running a closure in a context.

extension Context {
  /// Runs `operation` in a fresh scope that starts from this snapshot, and restores what was there.
  ///
  /// What is set inside ends with the scope; the snapshot stays as it is. Any number of tasks may run in the
  /// same context at once, each in a scope of its own.
  ///
  /// - Returns: What `operation` returns; it may be noncopyable.
  /// - Throws: What `operation` throws, and nothing else.
  /// - Complexity: One task-local binding, whatever the number of variables.
  @inlinable @discardableResult
  public func run<Result: ~Copyable, E: Error>(
    _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try CurrentScope.occupying(entered(), operation)
  }

  /// Runs `operation` in a fresh scope that starts from this snapshot, and restores what was there.
  ///
  /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is: one that touches the state
  /// of the caller's actor runs there.
  @inlinable @discardableResult
  public func run<Result: ~Copyable, E: Error>(
    _ operation: @concurrent () async throws(E) -> Result, isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    try await CurrentScope.occupying(entered(), isolation: isolation, operation)
  }

  /// Runs `operation` in this context, which is the caller's but for `variables`, and tells those who watch them.
  func run<Result: ~Copyable, E: Error>(
    changing variables: some Sequence<VariableDefinition>, _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try CurrentScope.occupying(entered(), telling: .of(variables), operation)
  }

  /// Runs `operation` in this context, which is the caller's but for `variables`, and tells those who watch them.
  func run<Result: ~Copyable, E: Error>(
    changing variables: some Sequence<VariableDefinition>, isolation: isolated (any Actor)?,
    _ operation: @concurrent () async throws(E) -> Result
  ) async throws(E) -> Result {
    try await CurrentScope.occupying(entered(), telling: .of(variables), isolation: isolation, operation)
  }
}
