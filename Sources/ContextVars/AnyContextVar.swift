/// A context variable whose type is not known, as a context lists it.

/// Any ``ContextVar``, without its type. Equal if it is the same variable; equal names mean nothing.
public struct AnyContextVar: Hashable, Sendable {
  /// `unowned(unsafe)`: definitions are kept for ever.
  unowned(unsafe) let definition: VariableDefinition

  init(_ definition: VariableDefinition) {
    self.definition = definition
  }

  /// The variable without its type.
  public init<Value, Failure>(_ variable: ContextVar<Value, Failure>) {
    self.init(variable.definition)
  }

  /// The name given at creation.
  public var name: String { definition.name }

  /// Whether both are the same variable.
  public static func == (left: AnyContextVar, right: AnyContextVar) -> Bool {
    left.definition.number == right.definition.number
  }

  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(definition.number) }
}
