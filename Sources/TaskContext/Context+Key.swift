/// Keys of a snapshot.
public import ContextVars

extension Context {
  /// The value that the context has under `key`; nil if there is none. Setting nil removes the key.
  ///
  /// A value: changing a copy changes nobody else's. ``TaskContext/keyLimit`` is for scopes and not asked here. To bind
  /// keys for the duration of a closure, change a copy and `run` in it.
  ///
  /// - Complexity: Reads one path of nodes; setting copies it.
  public subscript(key key: some Hashable & Sendable) -> (any Sendable)? {
    get { KeyedContext.value(of: key, in: self) }
    set { self = KeyedContext.binding(key, to: newValue, in: self) }
  }
}
