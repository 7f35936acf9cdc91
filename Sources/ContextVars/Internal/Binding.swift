/// What a context stores for a variable: the value in a box that is counted, since the engine holds words.

/// A variable together with one value of it, of any type.
///
/// `@unchecked Sendable`: the only subclass is `Bound`, and all stored properties of both are `let`s of
/// `Sendable` types.
@usableFromInline
class Binding: @unchecked Sendable {
  /// For listing a context. `unowned(unsafe)`: definitions are kept for ever.
  @usableFromInline unowned(unsafe) let variable: VariableDefinition

  @inlinable init(_ variable: VariableDefinition) {
    self.variable = variable
  }

  /// The value without its type.
  var anyValue: any Sendable { fatalError("every Binding is a Bound: nothing else makes one") }
}

/// A variable together with one value of it.
@usableFromInline
final class Bound<Value: Sendable>: Binding, @unchecked Sendable {
  @usableFromInline let value: Value

  @inlinable init(_ variable: VariableDefinition, _ value: Value) {
    self.value = value
    super.init(variable)
  }

  override var anyValue: any Sendable { value }
}
