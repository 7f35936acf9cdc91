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
/// Keys are any `Hashable & Sendable` values, strings as a rule. They are compared by hash and equality as `AnyHashable`
/// compares: equal numbers of two types are one key, and so are an optional and its content. Hashes are seeded anew in
/// every process. A comparison may use the library, but not `set` each time that it is called. Where two equal keys are
/// set, the first one stays as the key. A key that does not equal itself, as `Double.nan`, is never found again, and each `set`
/// adds another. Keys of one hash are compared one by one: to set 5,000 such takes seconds, so hash what tells them apart.
///
/// What a task that is started inside sees is said by how it is started, as for variables: `inheriting: .share`, `.copy`
/// and `.layer` stand for the three task factories of aiotask-context. A plain `Task {}`, `async let` or `addTask {}`
/// reads and may not set.
///
/// Every function throws `ContextError.Code.noScope` outside any scope, where aiotask-context raises
/// `ValueError`. What changes something throws `ContextError.Code.notOwner` in a task that does not own
/// its scope. Nothing has changed then. Safe to use from any task and thread.
public enum TaskContext {
  /// The value under `key`; nil if there is none, or if a nil was set.
  ///
  /// - Complexity: One path of nodes read: O(1) but for keys whose hashes are equal, which are compared one by one. In
  ///   a layer, one path for each scope below.
  public static func get(_ key: some Hashable & Sendable) throws(ContextError) -> (any Sendable)? {
    try KeyedContext.value(of: key)
  }

  /// The value under `key`, of the type asked for; nil if there is none.
  ///
  /// - Throws: `ContextError.Code.valueOfAnotherType` if there is one of another type.
  public static func get<Value: Sendable>(
    _ key: some Hashable & Sendable, as type: Value.Type
  ) throws(ContextError) -> Value? {
    guard let value = try KeyedContext.value(of: key) else { return nil }
    guard let typed = value as? Value else {
      throw KeyedContext.valueOfAnotherType(key, value, asked: type)
    }
    return typed
  }

  /// The value under `key`; `default` if there is none.
  ///
  /// - Throws: `ContextError.Code.valueOfAnotherType` if there is one of another type than the default's.
  public static func get<Value: Sendable>(
    _ key: some Hashable & Sendable, default value: @autoclosure () -> Value
  ) throws(ContextError) -> Value {
    try get(key, as: Value.self) ?? value()
  }

  /// Puts `value` under `key` in the innermost scope, until the scope ends.
  ///
  /// - Throws: `ContextError.Code.tooManyKeys` if the key is new and ``keyLimit`` is reached.
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
  /// - Parameters:
  ///   - key: As for ``set(_:_:)``.
  ///   - value: As for ``set(_:_:)``.
  ///   - copy: Called by who hands a snapshot on, once for each task or callback that is given one
  ///     (`inheriting: .copy`, `context:`), and once for a closure that is wrapped (`Context.wrap`), whose calls then
  ///     have the same copy. A task that shares or has a layer sees the value itself.
  public static func set<Value: Sendable>(
    _ key: some Hashable & Sendable, _ value: Value, copy: @escaping @Sendable (Value) -> Value
  ) throws(ContextError) {
    try KeyedContext.set(key, to: value, copy: erased(copy))
  }

  /// A key with a value for it, to bind for the duration of a closure:
  /// `Context.withValues(TaskContext.bound("user", to: u)) { }`.
  ///
  /// - Parameters:
  ///   - key: The key to bind.
  ///   - value: The value to bind it to.
  ///   - copy: As for ``set(_:_:copy:)``.
  public static func bound<Value: Sendable>(
    _ key: some Hashable & Sendable, to value: Value, copy: (@Sendable (Value) -> Value)? = nil
  ) -> ContextBinding {
    KeyedContext.bound(key, to: value, copy: copy.map(erased))
  }

  private static func erased<Value: Sendable>(
    _ copy: @escaping @Sendable (Value) -> Value
  ) -> @Sendable (any Sendable) -> any Sendable {
    // It stands beside the value that it was given with, or a copy that it made itself.
    { copy($0 as! Value) }
  }

  /// Removes `key` from the innermost scope. In a layer, that uncovers what its parent has there.
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
  /// For programs whose keys come from outside. The limit is asked when a new key is set, and nowhere else: a scope that
  /// starts from a snapshot with more keys has them all.
  public static var keyLimit: Int {
    get { KeyedContext.keyLimit }
    set { KeyedContext.keyLimit = newValue }
  }
}
