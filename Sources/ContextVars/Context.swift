/// A context: the bindings of all variables at one moment, as a value.

/// An immutable snapshot of bindings (a frozen copy of PEP 567's `Context`).
///
/// A value: copying it is one increment, changing a copy changes nobody else's, and a snapshot stays as it was
/// for ever, on any thread. It shows bound values only, never a variable's default.
public struct Context: Sendable {
  var map: ContextMap

  init(_ map: ContextMap) {
    self.map = map
  }

  /// The context that binds nothing.
  public init() {
    self.init(.empty)
  }

  /// The context that binds nothing.
  public static var empty: Context { Context(.empty) }

  /// What the innermost scope of the running task binds now; nothing, where there is no scope. One reference.
  public static var current: Context {
    guard let scope = CurrentScope.borrowed else { return empty }
    return Context(scope._withUnsafeGuaranteedRef { $0.currentMap })
  }

  /// The value that the context binds the variable to, nil if it does not. Setting nil unbinds.
  ///
  /// - Complexity: Reads one path of nodes; setting copies it.
  public subscript<Value, Failure>(variable: ContextVar<Value, Failure>) -> Value? {
    get { map.stored(of: variable.number).map { variable.value(of: .passUnretained($0)) } }
    set { self = newValue.map { binding(variable, to: $0) } ?? removing(variable) }
  }

  /// This context with the variable bound to `value`. Copies one path of nodes and shares the rest.
  public func binding<Value, Failure>(_ variable: ContextVar<Value, Failure>, to value: Value) -> Context {
    Context(map.storing(variable.stored(value), for: variable.unretainedVariable))
  }

  /// This context without a binding for the variable. Copies one path of nodes and shares the rest.
  public func removing<Value, Failure>(_ variable: ContextVar<Value, Failure>) -> Context {
    Context(map.changing(variable.definition, to: nil))
  }
}
