/// What the product `TaskContext` asks of contexts: bindings under keys of any type.
///
/// Layer: beside the public face of variables; `package`, so that there is one public face for keys.
import Synchronization

/// The keys of the innermost scope of the running task.
package enum KeyedContext {
  private static let limit = Atomic(Int.max)

  /// How many keys a scope may bind.
  package static var keyLimit: Int {
    get { limit.load(ordering: .relaxed) }
    set { limit.store(newValue, ordering: .relaxed) }
  }

  /// What the key is bound to.
  package static func value(of key: some Hashable & Sendable) throws(ContextError) -> (any Sendable)? {
    let key = KeyDefinition(key)
    guard let scope = CurrentScope.value else { throw ContextError(.noScope, of: key) }
    return scope.binding(of: .key(key))?.anyValue
  }

  /// Binds the key.
  package static func set(
    _ key: some Hashable & Sendable, to value: any Sendable,
    copy: (@Sendable (any Sendable) -> any Sendable)? = nil
  ) throws(ContextError) {
    let key = KeyDefinition(key, copy: copy)
    try CurrentScope.change(KeyBinding(key, value), for: key, limit: keyLimit)
  }

  /// Unbinds the key.
  package static func remove(_ key: some Hashable & Sendable) throws(ContextError) {
    try CurrentScope.change(nil, for: KeyDefinition(key))
  }

  /// Unbinds every key.
  package static func clear() throws(ContextError) {
    try CurrentScope.removeKeys()
  }

  /// What `context` binds the key to.
  package static func value(of key: some Hashable & Sendable, in context: Context) -> (any Sendable)? {
    context.map.binding(of: .key(KeyDefinition(key)))?.anyValue
  }

  /// `context` with the key bound to `value`, or without it if that is nil.
  package static func binding(
    _ key: some Hashable & Sendable, to value: (any Sendable)?, in context: Context
  ) -> Context {
    let key = KeyDefinition(key)
    return Context(context.map.changing(key, to: value.map { KeyBinding(key, $0) }))
  }

  /// The error for a value of the wrong type.
  package static func valueOfAnotherType(_ key: some Hashable & Sendable) -> ContextError {
    ContextError(.valueOfAnotherType, of: KeyDefinition(key))
  }
}
