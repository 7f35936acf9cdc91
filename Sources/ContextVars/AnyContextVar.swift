/// A context variable whose type is not known, as a context lists it.

/// Any ``ContextVar``, without its type, or a key of the string-keyed face.
///
/// Equal if it is the same variable (equal names mean nothing), or an equal key.
public struct AnyContextVar: Hashable, Sendable {
  /// `unowned(unsafe)`: definitions of variables are kept for ever, and that of a key by `keeper`.
  unowned(unsafe) let definition: VariableDefinition
  private let keeper: KeyDefinition?

  init(_ definition: VariableDefinition) {
    self.definition = definition
    keeper = definition.asKey
  }

  /// The variable without its type.
  public init<Value, Failure>(_ variable: ContextVar<Value, Failure>) {
    self.init(variable.definition)
  }

  /// The name given at creation; of a key, its description.
  public var name: String { definition.name }

  /// Whether the variable is ``ContextVar/redacted()``.
  public var isRedacted: Bool { definition.isRedacted }

  /// The key, if it is one.
  public var key: (any Hashable & Sendable)? { keeper?.key }

  /// Whether both are the same variable, or equal keys.
  public static func == (left: AnyContextVar, right: AnyContextVar) -> Bool {
    left.definition.isSame(as: right.definition)
  }

  /// Hashes the identity, or the key.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(definition.place)
  }
}
