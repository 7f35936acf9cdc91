// Prints values in descriptions, and breaks the cycle when a value describes the context it is bound in.

enum Describing {
  /// The variables whose values are being described by callers further up the stack.
  @TaskLocal private static var variables: Set<AnyContextVar> = []

  /// The description of a value of `variable`; "..." inside its own description, as in Python's `repr`.
  static func text(of value: any Sendable, of variable: VariableDefinition) -> String {
    if variable.isRedacted { return RedactedValue.text }
    return once(variable) { String(reflecting: value) } ?? "..."
  }

  /// Returns what `describe` returns for a value of `variable`; nil inside that value's own description.
  static func once<Result>(_ variable: VariableDefinition, _ describe: () -> Result) -> Result? {
    let variable = AnyContextVar(variable)
    if variables.contains(variable) { return nil }
    return $variables.withValue(variables.union([variable]), operation: describe)
  }

  /// The description of a variable: its name, default and policy.
  static func text(of variable: VariableDefinition) -> String {
    if let key = variable.asKey { return String(reflecting: key.key) }
    var parts = [String(reflecting: variable.name)]
    if let value = variable.defaultValue { parts.append("default: \(text(of: value, of: variable))") }
    if variable.inheritance != .inherit { parts.append("inheritance: \(variable.inheritance)") }
    return "ContextVar(\(parts.joined(separator: ", ")))"
  }

  /// A variable's name, or a key as a literal, so that the two can be told apart.
  static func name(of variable: AnyContextVar) -> String {
    variable.key.map { String(reflecting: $0) } ?? variable.name
  }

  /// The bindings of a context, sorted by name.
  static func text(of context: Context) -> String {
    context
      .map { (name: name(of: $0.variable), text: text(of: $0.value, of: $0.variable.definition)) }
      .sorted { ($0.name, $0.text) < ($1.name, $1.text) }
      .map { "\($0.name): \($0.text)" }
      .joined(separator: ", ")
  }
}
