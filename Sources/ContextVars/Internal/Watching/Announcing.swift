/// Running a closure with variables bound, for those who watch the variables.
///
/// Where nobody watches, it is `Context.run`.

extension Context {
  /// Runs `operation` in this context, which is the caller's but for `variable`.
  func run<Result: ~Copyable, E: Error>(
    changing variable: VariableDefinition, _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    guard variable.hasWatchers else { return try run(operation) }
    return try run(announcing: [variable], operation)
  }

  /// Runs `operation` in this context, which is the caller's but for `variable`.
  func run<Result: ~Copyable, E: Error>(
    changing variable: VariableDefinition, _ operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    guard variable.hasWatchers else { return try await run(operation) }
    return try await run(announcing: [variable], operation)
  }

  /// Runs `operation` in this context, which is the caller's but for `variables`.
  @inline(never)
  func run<Result: ~Copyable, E: Error>(
    announcing variables: [VariableDefinition], _ operation: () throws(E) -> Result
  ) throws(E) -> Result {
    let outer = Context.current
    var last = self
    defer { Self.announce(.leave, of: variables, from: last, to: .current) }
    return try CurrentScope.occupying(entered()) { () throws(E) in
      defer { last = .current }
      Self.announce(.enter, of: variables, from: outer, to: self)
      return try operation()
    }
  }

  /// Runs `operation` in this context, which is the caller's but for `variables`.
  @inline(never)
  func run<Result: ~Copyable, E: Error>(
    announcing variables: [VariableDefinition], _ operation: () async throws(E) -> Result
  ) async throws(E) -> Result {
    let outer = Context.current
    var last = self
    defer { Self.announce(.leave, of: variables, from: last, to: .current) }
    return try await CurrentScope.occupying(entered()) { () async throws(E) in
      defer { last = .current }
      Self.announce(.enter, of: variables, from: outer, to: self)
      return try await operation()
    }
  }

  /// Tells the watchers of each variable once, though it may stand in the list again.
  private static func announce(
    _ kind: ContextChangeKind, of variables: [VariableDefinition], from before: Context, to after: Context
  ) {
    var told: Set<UInt> = []
    for variable in variables
    where variable.hasWatchers && told.insert(variable.number).inserted {
      variable.watchers.tell(
        VariableEvent(
          kind: kind, old: before.map.binding(of: variable.place),
          new: after.map.binding(of: variable.place)))
    }
  }
}
