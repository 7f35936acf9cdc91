// The context as a value: the bindings of all variables at one moment.

/// An immutable snapshot of the bindings of all variables (a frozen copy of PEP 567's `Context`).
///
/// A context is a value: copying it costs one retain, changing a copy affects no other copy, and a snapshot
/// stays valid and unchanged forever, on any thread (rule 8). It shows bound values only, never a variable's
/// default.
///
/// ```swift
/// let context = Context.current.binding(Request.tenant, to: "acme")
/// context.run { handle() }                              // here, in a scope of its own
/// queue.async(context: context) { handle() }            // across a hop
/// let task = Task(context: context) { await handle() }  // in a task that owns a copy
/// ```
public struct Context: Sendable {
  var map: ContextMap

  init(_ map: ContextMap) {
    self.map = map
  }

  /// Creates the context that binds nothing.
  public init() {
    self.init(.empty)
  }

  /// The context that binds nothing.
  public static var empty: Context { Context(.empty) }

  /// The bindings of the innermost scope at this moment; empty where there is no scope.
  ///
  /// ``ContextInheritance/never`` variables are left out unless the running task owns the scope.
  ///
  /// - Complexity: O(1), however many variables are bound: one retain. The first call after a change in the
  ///   scope also copies one path of nodes for each variable changed; where another task may change the scope
  ///   (in a plain child, a shared scope, a layer), each call does.
  public static var current: Context {
    guard let scope = CurrentScope.borrowed else { return empty }
    return Context(scope._withUnsafeGuaranteedRef { $0.currentMap })
  }

  /// The value that the context binds the variable to, or nil if it binds none. Assigning nil unbinds it.
  ///
  /// - Complexity: Reading follows one path of nodes; assigning copies that path.
  public subscript<Value, Failure>(variable: ContextVar<Value, Failure>) -> Value? {
    get { map.stored(of: variable.number).map { variable.value(of: .passUnretained($0)) } }
    set { self = newValue.map { binding(variable, to: $0) } ?? removing(variable) }
  }

  /// Returns this context with the variable bound to `value`.
  ///
  /// - Complexity: Copies one path of nodes and shares the rest.
  public func binding<Value, Failure>(_ variable: ContextVar<Value, Failure>, to value: Value) -> Context {
    Context(map.storing(variable.stored(value), for: variable.unretainedVariable))
  }

  /// Returns this context without a binding for the variable.
  ///
  /// - Complexity: Copies one path of nodes and shares the rest.
  public func removing<Value, Failure>(_ variable: ContextVar<Value, Failure>) -> Context {
    Context(map.changing(variable.definition, to: nil))
  }
}
