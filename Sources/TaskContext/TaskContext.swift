// The API for string keys: values under keys, for code that wants `set("request_id", …)` and declares no
// variables.
public import ContextVars

/// Values that follow the running task under string keys, as in Python's aiotask-context.
///
/// They live beside the context variables, in the same contexts and scopes:
///
/// ```swift
/// try await Task(inheriting: .share) {             // opens the context, as a task factory does
///   try TaskContext.set("request_id", "r-42")
///   try await handle()                             // … try TaskContext.get("request_id", as: String.self)
/// }.value
/// ```
///
/// A key is any `Hashable & Sendable` value, usually a string. Keys are compared by hash and equality, as
/// `AnyHashable` compares them: equal numbers of two types are one key, and so are an optional and its
/// content. Hashes are seeded anew in every process. If two equal keys are set, the first one stays as the
/// key. A key that does not equal itself, such as `Double.nan`, is never found again, and each `set` adds
/// another. Keys with the same hash are compared one by one, and setting 5,000 of them takes seconds, so hash
/// everything that tells keys apart. A key's `==` may use the library, but if it calls `set` every time, a
/// change never ends.
///
/// What a task started inside sees depends on how it is started, as for variables: `inheriting: .share`,
/// `.copy` and `.layer` correspond to the three task factories of aiotask-context. A plain child (`Task {}`,
/// `async let` or `addTask {}`) may read but not set.
///
/// Outside any scope, reading or changing a key throws `ContextError.Code.noScope`, where
/// aiotask-context raises `ValueError`. In a task that does not own its scope, changing a key throws
/// `ContextError.Code.notOwner`. A change that throws has changed nothing. Safe to use from any task and
/// thread.
public enum TaskContext {
  /// The value under `key`; nil if there is none, or if nil was set.
  ///
  /// - Throws: `ContextError.Code.noScope` outside any scope.
  /// - Complexity: O(1), one path of nodes, except that keys with equal hashes are compared one by one. In a
  ///   layer, one path for each scope below.
  public static func get(_ key: some Hashable & Sendable) throws(ContextError) -> (any Sendable)? {
    try KeyedContext.value(of: key)
  }

  /// The value under `key` as the given type; nil if there is none, or if nil was set.
  ///
  /// - Throws: `ContextError.Code.valueOfAnotherType` if there is one of another type;
  ///   `ContextError.Code.noScope` outside any scope.
  public static func get<Value: Sendable>(
    _ key: some Hashable & Sendable, as type: Value.Type
  ) throws(ContextError) -> Value? {
    guard let value = try KeyedContext.value(of: key) else { return nil }
    guard let typed = value as? Value else {
      throw KeyedContext.valueOfAnotherType(key, value, asked: type)
    }
    return typed
  }

  /// The value under `key`; the default if there is none, or if nil was set.
  ///
  /// - Parameters:
  ///   - key: The key to look up.
  ///   - value: The default. Evaluated only if it is needed.
  /// - Throws: `ContextError.Code.valueOfAnotherType` if there is a value of another type than
  ///   the default's; `ContextError.Code.noScope` outside any scope.
  public static func get<Value: Sendable>(
    _ key: some Hashable & Sendable, default value: @autoclosure () -> Value
  ) throws(ContextError) -> Value {
    try get(key, as: Value.self) ?? value()
  }

  /// Binds `key` to `value` in the innermost scope, until the scope ends.
  ///
  /// - Throws: `ContextError.Code.tooManyKeys` if the key is new and ``keyLimit`` is reached;
  ///   `ContextError.Code.noScope` or `ContextError.Code.notOwner`.
  /// - Complexity: Copies one path of nodes, on which all keys with equal hashes share a node, and takes one
  ///   step for each key of the scope that has a copy function.
  public static func set(_ key: some Hashable & Sendable, _ value: some Sendable) throws(ContextError) {
    try KeyedContext.set(key, to: value)
  }

  /// Binds `key` to `value`, which is copied for every task that is started with a copy of the context.
  ///
  /// Other values are handed on as they are: parent and child then see the same mutable object, where
  /// aiotask-context's `copying_task_factory` makes deep copies of all values.
  ///
  /// - Parameters:
  ///   - key: The key to bind.
  ///   - value: The value to bind it to.
  ///   - copy: Called where a snapshot is handed on: once for each task or callback that is given one
  ///     (`inheriting: .copy`, `context:`), and once for a wrapped closure (`Context.wrap`), all of whose
  ///     calls see the same copy. A task that shares the scope or has a layer over it sees the value itself.
  /// - Throws: As ``set(_:_:)``.
  public static func set<Value: Sendable>(
    _ key: some Hashable & Sendable, _ value: Value, copy: @escaping @Sendable (Value) -> Value
  ) throws(ContextError) {
    try KeyedContext.set(key, to: value, copy: erased(copy))
  }

  /// A key paired with a value, to bind for the duration of a closure:
  /// `Context.withValues(TaskContext.bound("user", to: u)) { }`.
  ///
  /// - Parameters:
  ///   - key: The key to bind.
  ///   - value: The value to bind it to.
  ///   - copy: As for ``set(_:_:copy:)``; nil if the value is handed on as it is.
  public static func bound<Value: Sendable>(
    _ key: some Hashable & Sendable, to value: Value, copy: (@Sendable (Value) -> Value)? = nil
  ) -> ContextBinding {
    KeyedContext.bound(key, to: value, copy: copy.map(erased))
  }

  private static func erased<Value: Sendable>(
    _ copy: @escaping @Sendable (Value) -> Value
  ) -> @Sendable (any Sendable) -> any Sendable {
    // The value is of this type: it is the one that came with `copy`, or a copy that `copy` made.
    { copy($0 as! Value) }
  }

  /// Removes `key` from the innermost scope. In a layer, this uncovers the parent's value.
  ///
  /// - Throws: `ContextError.Code.noScope` or `ContextError.Code.notOwner`.
  public static func remove(_ key: some Hashable & Sendable) throws(ContextError) {
    try KeyedContext.remove(key)
  }

  /// Removes every key from the innermost scope; variables stay. In a layer, this uncovers the parent's keys.
  ///
  /// - Throws: `ContextError.Code.noScope` or `ContextError.Code.notOwner`.
  /// - Complexity: O(1), and the release of the values.
  public static func clear() throws(ContextError) {
    try KeyedContext.clear()
  }

  /// How many keys one scope may have, for all scopes of the process: no limit unless set. A layer counts its
  /// own keys only.
  ///
  /// For programs whose keys come from outside. The limit is checked only when a new key is set or adopted: a
  /// scope that starts from a snapshot with more keys has them all.
  public static var keyLimit: Int {
    get { KeyedContext.keyLimit }
    set { KeyedContext.keyLimit = newValue }
  }
}
