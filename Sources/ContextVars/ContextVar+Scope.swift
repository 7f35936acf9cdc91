// Binds a variable for the duration of a closure (rule 1).

extension ContextVar {
  /// Runs `operation` with the variable bound to `value`, then restores the caller's context, even if it
  /// throws.
  ///
  /// ```swift
  /// try await Request.id.withValue("r-42") {
  ///   async let user = fetchUser()      // sees r-42, as does everything it starts
  ///   async let orders = fetchOrders()
  ///   return try await (user, orders)
  /// }
  /// ```
  ///
  /// Opens a scope in which the binding is fixed: tasks started inside see this value at every depth, unless
  /// they start empty (detached, or ``TaskInheritance/none``) or the variable's policy withholds it. What
  /// ``ContextVar/set(_:)`` sets inside ends with the scope; if the owner sets this variable, plain children
  /// read the new value (rule 4).
  ///
  /// - Parameters:
  ///   - value: What the variable reads as inside.
  ///   - operation: Owns the scope, and may set variables in it.
  /// - Returns: What `operation` returns, which may be noncopyable.
  /// - Throws: What `operation` throws, and nothing else.
  /// - Complexity: One task-local binding, however many variables are bound. The first snapshot taken inside
  ///   copies one path of nodes.
  @inlinable @discardableResult
  public func withValue<Result: ~Copyable, E: Error>(
    _ value: Value, operation: () throws(E) -> Result
  ) throws(E) -> Result {
    let announcement = CurrentScope.announcement(binding: unretainedVariable)
    let scope = CurrentScope.entered(storing: stored(value), for: unretainedVariable)
    return try CurrentScope.occupying(scope, telling: announcement, operation)
  }

  /// Runs `operation` with the variable bound to `value`, then restores the caller's context, even if it
  /// throws.
  ///
  /// Like the synchronous form. `operation` is isolated like a closure passed to `TaskLocal.withValue`: it
  /// runs on the caller's actor if it uses the state of that actor.
  @inlinable @discardableResult
  public func withValue<Result: ~Copyable, E: Error>(
    _ value: Value, operation: @concurrent () async throws(E) -> Result,
    isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    let announcement = CurrentScope.announcement(binding: unretainedVariable)
    let scope = CurrentScope.entered(storing: stored(value), for: unretainedVariable)
    return try await CurrentScope.occupying(scope, telling: announcement, isolation: isolation, operation)
  }

  /// Runs `operation` with the variable unbound, then restores the caller's context, even if it throws.
  ///
  /// Inside, the variable reads as its default, or throws ``ContextError/Code/noValue`` if it has none.
  /// Otherwise like ``withValue(_:operation:)``.
  @discardableResult
  public func withoutValue<Result: ~Copyable, E: Error>(
    operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try Context.current.removing(self).run(changing: CollectionOfOne(definition), operation)
  }

  /// Runs `operation` with the variable unbound, then restores the caller's context, even if it throws.
  ///
  /// Like the synchronous form. `operation` is isolated like a closure passed to `TaskLocal.withValue`: it
  /// runs on the caller's actor if it uses the state of that actor.
  @discardableResult
  public func withoutValue<Result: ~Copyable, E: Error>(
    operation: @concurrent () async throws(E) -> Result, isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    try await Context.current.removing(self).run(
      changing: CollectionOfOne(definition), isolation: isolation, operation)
  }
}
