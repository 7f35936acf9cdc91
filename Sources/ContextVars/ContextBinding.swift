// A variable paired with a value, which is how several are bound at once.

/// A variable or key, paired with a value for it.
///
/// ``ContextVar/bound(to:)`` makes one for a variable, `TaskContext.bound(_:to:)` one for a key.
public struct ContextBinding: Sendable {
  let binding: Binding

  /// The variable or key.
  public var variable: AnyContextVar { AnyContextVar(binding.variable) }

  /// The value, without its type; for a ``ContextVar/redacted()`` variable, a ``RedactedValue``.
  public var value: any Sendable { binding.shownValue }
}

extension ContextVar {
  /// Pairs this variable with a value, for ``Context/withValues(_:operation:)`` and `Context.binding(_:)`.
  public func bound(to value: Value) -> ContextBinding {
    ContextBinding(binding: Bound(unretainedVariable, value))
  }
}

extension Context {
  /// Creates the context that has these bindings and no others. If a variable occurs twice, its last value
  /// counts.
  public init(_ bindings: ContextBinding...) {
    self = Context().binding(bindings)
  }

  /// Returns this context with several variables bound. If a variable occurs twice, its last value counts.
  ///
  /// - Complexity: Each node on the variables' paths is copied once, however many of the paths share it.
  public func binding(_ bindings: ContextBinding...) -> Context {
    binding(bindings)
  }

  /// Returns this context with several variables bound. If a variable occurs twice, its last value counts.
  ///
  /// - Complexity: Each node on the variables' paths is copied once, however many of the paths share it.
  public func binding(_ bindings: some Sequence<ContextBinding>) -> Context {
    Context(map.editing { editor in bindings.forEach { editor.set($0.binding, for: $0.binding.variable) } })
  }

  /// Runs `operation` with several variables bound, then restores the caller's context.
  ///
  /// ```swift
  /// try await Context.withValues(Request.id.bound(to: "r-42"), Request.tenant.bound(to: "acme")) {
  ///   try await handle()
  /// }
  /// ```
  ///
  /// Does what nested calls of ``ContextVar/withValue(_:operation:)`` do, with one scope for all the
  /// bindings.
  ///
  /// - Parameters:
  ///   - bindings: What to bind. If a variable occurs twice, its last value counts.
  ///   - operation: Owns the scope, and may set variables in it.
  /// - Returns: What `operation` returns, which may be noncopyable.
  /// - Throws: What `operation` throws, and nothing else.
  /// - Complexity: One task-local binding, and one copy of each node on the variables' paths.
  @discardableResult
  public static func withValues<Result: ~Copyable, E: Error>(
    _ bindings: ContextBinding..., operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try current.binding(bindings).run(changing: bindings.lazy.map(\.binding.variable), operation)
  }

  /// Runs `operation` with several variables bound, then restores the caller's context.
  ///
  /// Like the synchronous form. `operation` is isolated like a closure passed to `TaskLocal.withValue`: it
  /// runs on the caller's actor if it uses the state of that actor.
  @discardableResult
  public static func withValues<Result: ~Copyable, E: Error>(
    _ bindings: ContextBinding..., operation: @concurrent () async throws(E) -> Result,
    isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    try await current.binding(bindings).run(
      changing: bindings.lazy.map(\.binding.variable), isolation: isolation, operation)
  }
}
