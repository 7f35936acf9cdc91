/// The one task local of the library, and what the public, generic face asks of it.
///
/// The generic face is inlinable, so that it is specialised for the user's types in the user's module; what it
/// calls is here, not generic and not inlined.

/// The innermost scope of the running task or thread.
///
/// One task local, whatever the number of variables: an unstructured task copies every task-local binding of
/// its parent, and a read walks them.
@usableFromInline
enum CurrentScope {
  @TaskLocal static var value: ContextScope?

  /// What the variable is bound to, nil if it is not.
  @usableFromInline
  static func binding(of number: UInt) -> Binding? {
    value?.binding(of: number)
  }

  /// Puts the binding into the innermost scope. See ``ContextVar/set(_:)``.
  @usableFromInline
  static func set(_ binding: Binding) throws(ContextError) -> RestorePoint {
    let variable = binding.variable
    guard let scope = value else { throw ContextError(.noScope, variable: variable.name) }
    let previous = try scope.exchange(binding, for: variable)
    return RestorePoint(variable, scope: scope.number, previous: previous)
  }

  /// Restores what `restorePoint` remembers. See ``ContextVar/reset(_:)``.
  @usableFromInline
  static func reset(_ variable: VariableDefinition, to restorePoint: RestorePoint) throws(ContextError) {
    try restorePoint.redeem(for: variable, in: value)
  }
}
