// The type-erased variable: what a context lists, and what changes, events and errors refer to.

/// A ``ContextVar`` without its type, or a key of `TaskContext`.
///
/// Two are equal if they stand for the same variable or for equal keys. Different variables are never equal,
/// even if they have the same name.
public struct AnyContextVar: Hashable, Sendable {
  /// `unowned(unsafe)`: a variable's definition is never released, and `keeper` keeps a key's alive.
  unowned(unsafe) let definition: VariableDefinition
  private let keeper: KeyDefinition?

  init(_ definition: VariableDefinition) {
    self.definition = definition
    keeper = definition.asKey
  }

  /// Erases the type of a variable.
  public init<Value, Failure>(_ variable: ContextVar<Value, Failure>) {
    self.init(variable.definition)
  }

  /// The name the variable was created with; for a key, its description.
  public var name: String { definition.name }

  /// Whether the variable is marked ``ContextVar/redacted()``.
  public var isRedacted: Bool { definition.isRedacted }

  /// The key of `TaskContext` that this stands for; nil if it stands for a variable.
  public var key: (any Hashable & Sendable)? { keeper?.key }

  /// Returns whether both stand for the same variable or for equal keys.
  public static func == (left: AnyContextVar, right: AnyContextVar) -> Bool {
    left.definition.isSame(as: right.definition)
  }

  /// Hashes the variable's identity, or the key.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(definition.place)
  }
}
