// One version of all bindings of a context, those of variables and those of keys.
//
// Layer: above the engine, below Context and Scope. It knows definitions and bindings, and nothing about
// tasks or scopes.

import CScope

/// An immutable map from variables and keys to bindings.
///
/// It owns its engine map: `deinit` releases the only reference that this object holds, and runs once.
final class ContextMap: Sendable {
  /// Maps the number of each variable to its binding, and `Keys.number` to all keys with their bindings.
  private let variables: EngineMap

  /// The bound variables and keys that have an inheritance policy, and the bindings that policies have
  /// stopped. Nearly always nil.
  let exceptions: InheritanceExceptions?

  static let empty = ContextMap(owning: .emptyOfVariables, exceptions: nil)

  /// Consumes one reference to the map.
  private init(owning variables: EngineMap, exceptions: InheritanceExceptions?) {
    self.variables = variables
    self.exceptions = exceptions
    if cscope_has_census() { Census.began(Unmanaged.passUnretained(self).toOpaque(), .context) }
  }

  deinit {
    if cscope_has_census() { Census.ended(Unmanaged.passUnretained(self).toOpaque()) }
    variables.release()
  }

  /// For lookups in C; borrowed from this object.
  var engineMap: EngineMap { variables }

  /// The number of variables and keys that are bound.
  var count: Int { keys.map { variables.count - 1 + $0.count } ?? variables.count }

  /// All keys with their bindings; nil if no key is bound.
  var keys: Keys? {
    // Only `Keys` are stored under this number.
    variables.object(of: Keys.number).map { unsafeDowncast($0.takeUnretainedValue(), to: Keys.self) }
  }

  /// What is stored for the variable with this number.
  func stored(of number: UInt) -> AnyObject? { variables.object(of: number)?.takeUnretainedValue() }

  /// The binding of the variable with this number.
  func binding(of number: UInt) -> Binding? {
    stored(of: number).map { VariableDefinition.binding($0, at: number) }
  }

  /// The binding of a variable or key. May run a key's `==`.
  func binding(of place: Place) -> Binding? {
    switch place {
    case .variable(let number): binding(of: number)
    case .key(let key): keys?.binding(of: key)
    }
  }

  /// This map with `binding` for its variable. May run a key's `==`.
  func setting(_ binding: Binding) -> ContextMap {
    binding.unretainedVariable._withUnsafeGuaranteedRef { changing($0, to: binding) }
  }

  /// This map with `variable` bound by `binding`, or unbound if `binding` is nil. May run a key's `==`.
  func changing(_ variable: VariableDefinition, to binding: Binding?) -> ContextMap {
    let exceptions = InheritanceExceptions.after(self.exceptions, setting: variable, to: binding)
    if let binding {
      variable.noteBound()
      if cscope_has_census() {
        Census.bound(.passUnretained(binding.stored), at: variable.number, by: .binding)
      }
    }
    guard let key = variable.asKey else {
      return ContextMap(
        owning: Self.changing(variables, variable.number, to: binding?.stored), exceptions: exceptions)
    }
    let keys = (keys ?? .none).changing(key, to: binding)
    return ContextMap(owning: Self.changing(variables, Keys.number, to: keys.orNil), exceptions: exceptions)
  }

  private static func changing(_ map: EngineMap, _ number: UInt, to stored: AnyObject?) -> EngineMap {
    withExtendedLifetime(stored) { map.changing(number, to: stored.map { .passUnretained($0) }) }
  }

  /// This map with the object `stored` for the variable. Consumes the reference to `stored`.
  func storing(_ stored: Unmanaged<AnyObject>, for variable: Unmanaged<VariableDefinition>) -> ContextMap {
    defer { stored.release() }
    return variable._withUnsafeGuaranteedRef { variable in
      if VariableDefinition.hasPolicy(variable.number) {
        return changing(
          variable, to: VariableDefinition.binding(stored.takeUnretainedValue(), at: variable.number))
      }
      variable.noteBound()
      if cscope_has_census() { Census.bound(stored, at: variable.number, by: .binding) }
      return ContextMap(owning: variables.changing(variable.number, to: stored), exceptions: exceptions)
    }
  }

  /// This map with `keys` in place of its own.
  func changing(keys: Keys?) -> ContextMap { editing { $0.set(keys) } }

  /// Changes several variables in place, and makes a single new version.
  func editing(_ body: (inout Editor) throws -> Void) rethrows -> ContextMap {
    var editor = Editor(variables: .init(variables), keys: keys, exceptions: exceptions)
    do {
      try body(&editor)
    } catch {
      editor.variables.finish().release()
      throw error
    }
    return ContextMap(owning: editor.variables.finish(), exceptions: editor.exceptions)
  }

  struct Editor {
    fileprivate var variables: EngineMap.Editor
    fileprivate var keys: Keys?
    var exceptions: InheritanceExceptions?

    /// Binds the variable, or unbinds it if `binding` is nil.
    mutating func set(_ binding: Binding?, for variable: VariableDefinition) {
      if let binding {
        variable.noteBound()
        if cscope_has_census() {
          Census.bound(.passUnretained(binding.stored), at: variable.number, by: .binding)
        }
      }
      replace(binding, for: variable)
      exceptions = .after(exceptions, setting: variable, to: binding)
    }

    /// Like `set`, but leaves it to the caller to update `exceptions`.
    mutating func replace(_ binding: Binding?, for variable: VariableDefinition) {
      guard let key = variable.asKey else { return variables.set(variable.number, to: binding?.stored) }
      keys = (keys ?? .none).changing(key, to: binding).orNil
      variables.set(Keys.number, to: keys)
    }

    /// Replaces all keys by `keys`.
    mutating func set(_ keys: Keys?) {
      exceptions = .joining(variables: exceptions, keys: keys?.exceptions)
      variables.set(Keys.number, to: keys?.orNil)
      self.keys = keys?.orNil
    }

    /// Applies a slot of a scope: binds the variable with this number, or unbinds it if `stored` is nil.
    /// `Keys.number` stands for all keys.
    mutating func set(_ stored: AnyObject?, at number: UInt) {
      if number == Keys.number {
        set(stored.map { unsafeDowncast($0, to: Keys.self) })
      } else if VariableDefinition.hasPolicy(number) {
        set(stored.map { VariableDefinition.binding($0, at: number) }, for: .numbered(number))
      } else {
        variables.set(number, to: stored)
      }
    }
  }
}

// MARK: - Walking

extension ContextMap {
  /// An iterator over the bindings, in an unspecified order. It keeps the map alive.
  struct Iterator: IteratorProtocol, Sendable {
    private let map: ContextMap
    private var variables: EngineMap.Iterator
    private var keys: Keys.Iterator?

    init(_ map: ContextMap) {
      self.map = map
      variables = map.variables.makeIterator()
    }

    mutating func next() -> Binding? {
      if let binding = keys?.next() { return binding }
      keys = nil
      guard let (number, stored) = variables.next() else { return nil }
      guard number == Keys.number else { return VariableDefinition.binding(stored, at: number) }
      keys = unsafeDowncast(stored, to: Keys.self).makeIterator()
      return next()
    }
  }

  func makeIterator() -> Iterator { Iterator(self) }
}

// MARK: - Comparing

extension ContextMap {
  /// Whether both bind the same variables and keys to equal values. Skips what the maps share. May run users'
  /// `==`.
  func isEqual(to other: ContextMap) -> Bool { variables.isEqual(to: other.variables) }

  /// Calls `body` for each variable and key whose binding differs from the one in `earlier`, with both
  /// bindings; nil stands for none. Skips what the maps share. May run users' `==`.
  func forEachChange(since earlier: ContextMap, _ body: (_ before: Binding?, _ after: Binding?) -> Void) {
    variables.forEachChange(since: earlier.variables) { number, before, after in
      guard number == Keys.number else {
        return body(
          before.map { VariableDefinition.binding($0, at: number) },
          after.map { VariableDefinition.binding($0, at: number) })
      }
      (after as? Keys ?? .none).forEachChange(since: before as? Keys ?? .none, body)
    }
  }
}
