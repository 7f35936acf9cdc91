/// The string-keyed face: values under keys, for code that wants `set("request_id", …)` and declares no variables.
public import ContextVars

/// The values that follow the running task under string keys (Python's aiotask-context), beside the context variables and
/// in the same contexts and scopes.
///
/// ```swift
/// try await Task(inheriting: .share) {             // opens the context, as a task factory does
///   try TaskContext.set("request_id", "r-42")
///   try await handle()                             // … try TaskContext.get("request_id", as: String.self)
/// }.value
/// ```
///
/// Keys are any `Hashable & Sendable` values, strings as a rule. They are compared by hash and equality, and hashes are
/// seeded anew in every process. A comparison may use the library, but not `set` each time that it is called.
///
/// What a task that is started inside sees is said by how it is started, as for variables: `inheriting: .share`, `.copy`
/// and `.layer` stand for the three task factories of aiotask-context.
///
/// Every function throws ``ContextVars/ContextError/Code/noScope`` outside any scope, where aiotask-context raises
/// `ValueError`. What changes something throws ``ContextVars/ContextError/Code/notOwner`` in a task that does not own
/// its scope. Nothing has changed then. Safe to use from any task and thread.
public enum TaskContext {
  /// The value under `key`; nil if there is none.
  ///
  /// - Complexity: One path of nodes read: O(1) but for keys whose hashes are equal, which are compared one by one. In
  ///   a layer, one path for each scope below.
  public static func get(_ key: some Hashable & Sendable) throws(ContextError) -> (any Sendable)? {
    try KeyedContext.value(of: key)
  }

  /// The value under `key`, of the type asked for; nil if there is none.
  ///
  /// - Throws: ``ContextVars/ContextError/Code/valueOfAnotherType`` if there is one of another type.
  public static func get<Value: Sendable>(
    _ key: some Hashable & Sendable, as type: Value.Type
  ) throws(ContextError) -> Value? {
    guard let value = try KeyedContext.value(of: key) else { return nil }
    guard let typed = value as? Value else { throw KeyedContext.valueOfAnotherType(key) }
    return typed
  }

  /// The value under `key`; `default` if there is none.
  ///
  /// - Throws: ``ContextVars/ContextError/Code/valueOfAnotherType`` if there is one of another type than the default's.
  public static func get<Value: Sendable>(
    _ key: some Hashable & Sendable, default value: @autoclosure () -> Value
  ) throws(ContextError) -> Value {
    try get(key, as: Value.self) ?? value()
  }

  /// Puts `value` under `key` in the innermost scope, until the scope ends.
  ///
  /// - Throws: ``ContextVars/ContextError/Code/tooManyKeys`` if the key is new and ``keyLimit`` is reached.
  /// - Complexity: One path of nodes copied; all keys whose hashes are equal share a node. One step more for each key of
  ///   the scope that has a copy function.
  public static func set(_ key: some Hashable & Sendable, _ value: some Sendable) throws(ContextError) {
    try KeyedContext.set(key, to: value)
  }

  /// Puts `value` under `key`, with a copy of it for every task that is started with a copy of the context.
  ///
  /// Values are handed on as they are otherwise: an object that can change is then the same in parent and child, where
  /// aiotask-context's `copying_task_factory` makes deep copies of all values.
  ///
  /// - Parameter copy: Called for each task or callback that is given a snapshot (`inheriting: .copy`, `context:`,
  ///   `wrap`), by who starts it. A task that shares or has a layer sees the value itself.
  public static func set<Value: Sendable>(
    _ key: some Hashable & Sendable, _ value: Value, copy: @escaping @Sendable (Value) -> Value
  ) throws(ContextError) {
    try KeyedContext.set(key, to: value) { value in
      // The value that stands under the key with this function, or a copy that it made.
      (value as? Value).map(copy) ?? value
    }
  }

  /// Leaves nothing under `key` in the innermost scope. In a layer nothing either, whatever its parent has there.
  public static func remove(_ key: some Hashable & Sendable) throws(ContextError) {
    try KeyedContext.remove(key)
  }

  /// Removes every key from the innermost scope. In a layer, that uncovers what its parent has. Variables stay.
  ///
  /// - Complexity: O(1), and what the values that go cost.
  public static func clear() throws(ContextError) {
    try KeyedContext.clear()
  }

  /// How many keys one scope may have, a layer counting its own: no limit unless set. For all scopes of the process.
  ///
  /// For programs whose keys come from outside. The limit is asked when a new key is set.
  public static var keyLimit: Int {
    get { KeyedContext.keyLimit }
    set { KeyedContext.keyLimit = newValue }
  }
}
