// What the product `TaskContext` needs from contexts: bindings under keys of any type.
//
// Layer: beside the public API of variables. It is `package`, so that `TaskContext` is the only public API of
// keys.
import Synchronization

/// The keys of the innermost scope of the running task.
package enum KeyedContext {
  private static let limit = Atomic(Int.max)

  /// How many keys a scope may bind.
  package static var keyLimit: Int {
    get { limit.load(ordering: .relaxed) }
    set { limit.store(newValue, ordering: .relaxed) }
  }

  /// The value under the key; nil if there is none, or if it is nil.
  package static func value(of key: some Hashable & Sendable) throws(ContextError) -> (any Sendable)? {
    let key = KeyDefinition(key)
    guard let scope = CurrentScope.value else { throw ContextError(.noScope, key: key) }
    return value(in: scope.binding(of: .key(key)))
  }

  /// Binds the key.
  package static func set(
    _ key: some Hashable & Sendable, to value: any Sendable,
    copy: (@Sendable (any Sendable) -> any Sendable)? = nil
  ) throws(ContextError) {
    let key = KeyDefinition(key)
    let binding = KeyBinding(key, value, copy: copy)
    try CurrentScope.changeKeys([key]) { keys throws(ContextError) in
      if keys.count >= keyLimit, keys.binding(of: key) == nil {
        throw ContextError(.tooManyKeys, key: key)
      }
      return keys.changing(key, to: binding)
    }
  }

  /// Binds and unbinds keys: all of them or, if one is refused, none.
  static func adopt(_ changes: [BindingChange]) throws(ContextError) {
    try CurrentScope.changeKeys(changes.compactMap(\.variable.asKey)) { keys throws(ContextError) in
      var adopted = keys
      for change in changes {
        guard let key = change.variable.asKey else { continue }
        adopted = adopted.changing(key, to: change.after)
        if adopted.count > max(keyLimit, keys.count) {
          throw ContextError(.tooManyKeys, key: key, by: .adopt)
        }
      }
      return adopted
    }
  }

  /// Unbinds the key.
  package static func remove(_ key: some Hashable & Sendable) throws(ContextError) {
    let key = KeyDefinition(key)
    try CurrentScope.changeKeys([key]) { $0.changing(key, to: nil) }
  }

  /// Unbinds every key.
  package static func clear() throws(ContextError) {
    try CurrentScope.changeKeys(nil) { _ in .none }
  }

  /// The value under the key in `context`; nil if there is none, or if it is nil.
  package static func value(of key: some Hashable & Sendable, in context: Context) -> (any Sendable)? {
    value(in: context.map.binding(of: .key(KeyDefinition(key))))
  }

  /// `context` with the key bound to `value`, or unbound if `value` is nil.
  package static func binding(
    _ key: some Hashable & Sendable, to value: (any Sendable)?, in context: Context
  ) -> Context {
    let key = KeyDefinition(key)
    return Context(context.map.changing(key, to: value.map { KeyBinding(key, $0) }))
  }

  /// A key paired with a value, to be bound later.
  package static func bound(
    _ key: some Hashable & Sendable, to value: any Sendable,
    copy: (@Sendable (any Sendable) -> any Sendable)?
  ) -> ContextBinding {
    ContextBinding(binding: KeyBinding(KeyDefinition(key), value, copy: copy))
  }

  /// The error for a value that is not of the requested type.
  package static func valueOfAnotherType(
    _ key: some Hashable & Sendable, _ value: any Sendable, asked type: Any.Type
  ) -> ContextError {
    ContextError(.valueOfAnotherType, key: KeyDefinition(key), types: (Swift.type(of: value), type))
  }

  private static func value(in binding: Binding?) -> (any Sendable)? {
    // Only `KeyBinding`s are stored under a key.
    binding.flatMap { unsafeDowncast($0, to: KeyBinding.self).value }
  }
}
