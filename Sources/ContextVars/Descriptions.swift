// Descriptions and mirrors: how the public types read in logs and debuggers.

extension ContextVar: CustomStringConvertible {
  /// The name, and the default and the policy if there are any: `ContextVar("tenant", default: "public")`.
  public var description: String { Describing.text(of: definition) }
}

extension AnyContextVar: CustomStringConvertible {
  /// The description of the variable or key.
  public var description: String { Describing.text(of: definition) }
}

extension Token: CustomStringConvertible {
  /// The variable, and whether the token has been used: `Token(of: ContextVar("request-id"), used)`.
  public var description: String { "Token(of: \(variable)\(isUsed ? ", used" : ""))" }
}

extension Context: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The bindings by name: `[request-id: "r-42", tenant: "acme"]`.
  public var description: String { isEmpty ? "[:]" : "[\(Describing.text(of: self))]" }

  /// The bindings by name: `Context(request-id: "r-42", tenant: "acme")`.
  public var debugDescription: String { "Context(\(Describing.text(of: self)))" }

  /// One child for each binding, in an unspecified order.
  public var customMirror: Mirror {
    Mirror(self, children: map { (Describing.name(of: $0.variable), $0.value) }, displayStyle: .struct)
  }
}

extension ContextScope: CustomStringConvertible {
  /// The scope's present bindings, and whether a task is in it: `ContextScope(entered, tenant: "acme")`.
  public var description: String {
    let bindings = Describing.text(of: snapshot)
    let parts = [isEntered ? "entered" : nil, bindings.isEmpty ? nil : bindings]
    return "ContextScope(\(parts.compactMap { $0 }.joined(separator: ", ")))"
  }
}

extension ContextBinding: CustomStringConvertible {
  /// The name and the value: `tenant: "acme"`.
  public var description: String {
    "\(Describing.name(of: variable)): \(Describing.text(of: value, of: variable.definition))"
  }
}

extension ContextChanges: CustomStringConvertible {
  /// The bindings added (+), replaced (~) and removed (-): `[+tenant: "acme", ~request-id: "r-1" -> "r-2"]`.
  public var description: String {
    let added = added.isEmpty ? [] : ["+" + Describing.text(of: self.added)]
    let removed = removed.isEmpty ? [] : ["-" + Describing.text(of: self.removed)]
    let replaced = self.replaced.map { change in
      let variable = change.variable.definition
      let old = Describing.text(of: change.oldValue, of: variable)
      let new = Describing.text(of: change.newValue, of: variable)
      return "~\(Describing.name(of: change.variable)): \(old) -> \(new)"
    }
    return "[\((added + replaced.sorted() + removed).joined(separator: ", "))]"
  }
}
