// The keys of a snapshot, as a subscript.
public import ContextVars

extension Context {
  /// The value under `key` in this context; nil if there is none, or if it is nil. Setting nil removes
  /// the key.
  ///
  /// A context is a value: changing a copy leaves every other copy as it is. ``TaskContext/keyLimit`` applies
  /// to scopes, not here. To bind keys for the duration of a closure, change a copy and `run` in it.
  ///
  /// - Complexity: Reading visits one path of nodes, and setting copies it.
  public subscript(key key: some Hashable & Sendable) -> (any Sendable)? {
    get { KeyedContext.value(of: key, in: self) }
    set { self = KeyedContext.binding(key, to: newValue, in: self) }
  }
}
