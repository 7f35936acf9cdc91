/// One version of a context's bindings: those of variables, and those of keys.
///
/// Layer: above the engine, below Context and ContextScope. It knows variables as definitions and bindings as
/// objects, and nothing of tasks or scopes.

/// A map from variables and keys to bindings. It owns its two engine maps: `deinit` gives back the only references that
/// this object holds, and runs once.
///
/// `nonisolated(unsafe)`: what changes does so in `change(_:to:)` alone, where nobody else has the object. To all who
/// share it, it never changes.
final class ContextMap: Sendable {
  @exclusivity(unchecked) private nonisolated(unsafe) var variables: EngineMap

  /// What the string-keyed face has bound: a map of its own, since keys are compared by hash and equality, and a
  /// look-up by identity is not to pay for that.
  private let keys: EngineMap

  /// What is special about the variables and keys bound here; nearly always nothing.
  @exclusivity(unchecked) private(set) nonisolated(unsafe) var exceptions: InheritanceExceptions?

  static let empty = ContextMap(
    owning: .emptyOfVariables, .emptyOfKeys, exceptions: nil)

  /// Takes over one reference to each map.
  private init(owning variables: EngineMap, _ keys: EngineMap, exceptions: InheritanceExceptions?) {
    self.variables = variables
    self.keys = keys
    self.exceptions = exceptions
  }

  deinit {
    variables.release()
    keys.release()
  }

  /// How many variables and keys are bound.
  var count: Int { variables.count + keys.count }

  /// How many keys are bound.
  var keyCount: Int { keys.count }

  /// The binding of the variable with this number.
  func binding(of number: UInt) -> Binding? { variables.binding(of: number)?.takeUnretainedValue() }

  /// The binding of the variable with this number, as long as the map lives.
  func borrowedBinding(of number: UInt) -> Unmanaged<Binding>? { variables.binding(of: number) }

  /// The binding of a variable or key. May run a key's `==`.
  func binding(of place: Place) -> Binding? {
    switch place {
    case .variable(let number): binding(of: number)
    case .key(let key): keys.binding(of: key.word)?.takeUnretainedValue()
    }
  }

  /// This map, with the binding's variable bound to it. May run a key's `==`.
  func setting(_ binding: Binding) -> ContextMap {
    binding.unretainedVariable._withUnsafeGuaranteedRef { variable in
      variable.noteBound()
      let exceptions = InheritanceExceptions.after(self.exceptions, setting: variable, to: binding)
      if let key = variable.asKey {
        return ContextMap(
          owning: variables.retained(), keys.setting(key.word, to: binding), exceptions: exceptions)
      }
      return ContextMap(
        owning: variables.setting(variable.number, to: binding), keys.retained(), exceptions: exceptions)
    }
  }

  /// This map, without a binding of the variable. May run a key's `==`.
  func removing(_ variable: VariableDefinition) -> ContextMap {
    let exceptions = InheritanceExceptions.after(self.exceptions, setting: variable, to: nil)
    if let key = variable.asKey {
      return ContextMap(owning: variables.retained(), keys.removing(key.word), exceptions: exceptions)
    }
    return ContextMap(
      owning: variables.removing(variable.number), keys.retained(), exceptions: exceptions)
  }

  /// This map, with the variable bound by `binding`, or without it if that is nil.
  func changing(_ variable: VariableDefinition, to binding: Binding?) -> ContextMap {
    if let binding { setting(binding) } else { removing(variable) }
  }

  /// Binds the variable in place (nil: unbinds it). For who holds the only reference to this map, and keeps everybody
  /// from taking another meanwhile.
  func change(_ variable: VariableDefinition, to binding: Binding?) {
    if binding != nil { variable.noteBound() }
    variables.change(variable.number, to: binding)
    if variable.inheritance != .inherit {
      exceptions = .after(exceptions, setting: variable, to: binding)
    }
  }

  /// As `change(_:to:)`, for a variable that is bound and has no policy, where nobody else holds the nodes either; else
  /// does nothing. Counts nothing: `binding` is a reference to the new one, and then to the old one.
  func exchange(_ variable: VariableDefinition, _ binding: inout Unmanaged<Binding>) -> Bool {
    variable.inheritance == .inherit && variables.exchange(variable.number, &binding)
  }

  /// This map, with the keys of `other` in place of its own.
  func takingKeys(of other: ContextMap) -> ContextMap {
    ContextMap(
      owning: variables.retained(), other.keys.retained(),
      exceptions: .joining(variables: exceptions, keys: other.exceptions))
  }

  /// Whether both have the same keys, bound to the same. False if they came to have them apart.
  func hasSameKeys(as other: ContextMap) -> Bool { keys.isIdentical(to: other.keys) }

  /// A change of several variables: makes one version, edited in place.
  func editing(_ body: (inout Editor) throws -> Void) rethrows -> ContextMap {
    var editor = Editor(variables: .init(variables), keys: .init(keys), exceptions: exceptions)
    do {
      try body(&editor)
    } catch {
      editor.variables.finish().release()
      editor.keys.finish().release()
      throw error
    }
    return ContextMap(
      owning: editor.variables.finish(), editor.keys.finish(), exceptions: editor.exceptions)
  }

  struct Editor {
    fileprivate var variables: EngineMap.Editor
    fileprivate var keys: EngineMap.Editor
    var exceptions: InheritanceExceptions?

    /// Binds the variable, or unbinds it if `binding` is nil.
    mutating func set(_ binding: Binding?, for variable: VariableDefinition) {
      if binding != nil { variable.noteBound() }
      replace(binding, for: variable)
      exceptions = .after(exceptions, setting: variable, to: binding)
    }

    /// As `set`, and leaves it to the caller to say what that makes of `exceptions`.
    mutating func replace(_ binding: Binding?, for variable: VariableDefinition) {
      if let key = variable.asKey {
        keys.set(key.word, to: binding)
      } else {
        variables.set(variable.number, to: binding)
      }
    }
  }
}

// MARK: - Walking

extension ContextMap {
  /// A walk over the bindings, in an unspecified order. It keeps the map alive.
  struct Iterator: IteratorProtocol, Sendable {
    private let map: ContextMap
    private var variables: EngineMap.Iterator
    private var keys: EngineMap.Iterator

    init(_ map: ContextMap) {
      self.map = map
      variables = map.variables.makeIterator()
      keys = map.keys.makeIterator()
    }

    mutating func next() -> Binding? { variables.next() ?? keys.next() }
  }

  func makeIterator() -> Iterator { Iterator(self) }
}

// MARK: - Comparing

extension ContextMap {
  /// Whether both bind the same variables and keys to equal values. What they share is skipped. May run users' `==`.
  func isEqual(to other: ContextMap) -> Bool {
    variables.isEqual(to: other.variables) && keys.isEqual(to: other.keys)
  }

  /// Calls `body` with each binding that differs from `earlier`: before and after, nil where there is none. What the
  /// maps share is skipped. May run users' `==`.
  func forEachChange(since earlier: ContextMap, _ body: (_ before: Binding?, _ after: Binding?) -> Void) {
    variables.forEachChange(since: earlier.variables, body)
    keys.forEachChange(since: earlier.keys, body)
  }
}
