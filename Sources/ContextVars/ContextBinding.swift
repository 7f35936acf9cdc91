/// A variable together with a value for it, to bind several at once.

/// A variable or key and a value for it. Made by ``ContextVar/bound(to:)``, and for keys by `TaskContext.bound(_:to:)`.
public struct ContextBinding: Sendable {
  let binding: Binding

  /// The variable.
  public var variable: AnyContextVar { AnyContextVar(binding.variable) }

  /// The value.
  public var value: any Sendable { binding.shownValue }
}

extension ContextVar {
  /// This variable with a value, for ``Context/withValues(_:operation:)`` and ``Context/binding(_:)``.
  public func bound(to value: Value) -> ContextBinding {
    ContextBinding(binding: Bound(unretainedVariable, value))
  }
}

extension Context {
  /// The context that binds these and nothing else. Of two values for one variable the later counts.
  public init(_ bindings: ContextBinding...) {
    self = Context().binding(bindings)
  }

  /// This context with several variables bound; of two values for one variable the later counts.
  ///
  /// - Complexity: The nodes on the variables' paths are copied once, however many of them share a node.
  public func binding(_ bindings: ContextBinding...) -> Context {
    binding(bindings)
  }

  /// This context with several variables bound; of two values for one variable the later counts.
  public func binding(_ bindings: some Sequence<ContextBinding>) -> Context {
    Context(map.editing { editor in bindings.forEach { editor.set($0.binding, for: $0.binding.variable) } })
  }

  /// Runs `operation` with several variables bound, in one scope, and restores what was there.
  ///
  /// ```swift
  /// try await Context.withValues(Request.id.bound(to: "r-42"), Request.tenant.bound(to: "acme")) {
  ///   try await handle()
  /// }
  /// ```
  ///
  /// As nested ``ContextVar/withValue(_:operation:)``s, for the price of one.
  @discardableResult
  public static func withValues<Result: ~Copyable, E: Error>(
    _ bindings: ContextBinding..., operation: () throws(E) -> Result
  ) throws(E) -> Result {
    try current.binding(bindings).run(changing: bindings.lazy.map(\.binding.variable), operation)
  }

  /// Runs `operation` with several variables bound, in one scope, and restores what was there.
  ///
  /// As the synchronous form. `operation` is isolated as a closure for `TaskLocal.withValue` is: one that touches the state
  /// of the caller's actor runs there.
  @discardableResult
  public static func withValues<Result: ~Copyable, E: Error>(
    _ bindings: ContextBinding..., operation: @concurrent () async throws(E) -> Result,
    isolation: isolated (any Actor)? = #isolation
  ) async throws(E) -> Result {
    try await current.binding(bindings).run(
      changing: bindings.lazy.map(\.binding.variable), isolation: isolation, operation)
  }
}
