/// How values stand in descriptions: without end, if a value describes the context that it is bound in.

enum Describing {
  /// The variables whose values are being described on the way here.
  @TaskLocal private static var variables: Set<AnyContextVar> = []

  /// `value`, a value of `variable`, as text; "..." inside its own description, as in Python's `repr`.
  static func text(of value: any Sendable, of variable: VariableDefinition) -> String {
    if variable.isRedacted { return RedactedValue.text }
    return once(variable) { String(reflecting: value) } ?? "..."
  }

  /// What `describe` makes of a value of `variable`; nil inside of its own description.
  static func once<Result>(_ variable: VariableDefinition, _ describe: () -> Result) -> Result? {
    let variable = AnyContextVar(variable)
    if variables.contains(variable) { return nil }
    return $variables.withValue(variables.union([variable]), operation: describe)
  }

  /// A variable: its name, its default, its policy.
  static func text(of variable: VariableDefinition) -> String {
    if let key = variable.asKey { return String(reflecting: key.key) }
    var parts = [String(reflecting: variable.name)]
    if let value = variable.defaultValue { parts.append("default: \(text(of: value, of: variable))") }
    if variable.inheritance != .inherit { parts.append("inheritance: \(variable.inheritance)") }
    return "ContextVar(\(parts.joined(separator: ", ")))"
  }

  /// A variable's name; a key as a literal, so that they are told apart.
  static func name(of variable: AnyContextVar) -> String {
    variable.key.map { String(reflecting: $0) } ?? variable.name
  }

  /// A list of bindings, by name.
  static func text(of context: Context) -> String {
    context
      .map { (name: name(of: $0.variable), text: text(of: $0.value, of: $0.variable.definition)) }
      .sorted { ($0.name, $0.text) < ($1.name, $1.text) }
      .map { "\($0.name): \($0.text)" }
      .joined(separator: ", ")
  }
}
