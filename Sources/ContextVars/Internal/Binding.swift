/// What a context stores for a variable: the value in a box that is counted, since the engine holds words.

/// A variable together with one value of it, of any type.
///
/// `@unchecked Sendable`: the only subclass is `Bound`, whose stored properties are `let`s of `Sendable` types.
class Binding: @unchecked Sendable {
  /// What the collection face of `Context` shows.
  var element: Context.Element { fatalError("every Binding is a Bound: nothing else makes one") }
}

/// A variable together with one value of it. Keeps the variable alive, so that contexts can be listed.
final class Bound<Value: Sendable, Failure: Error>: Binding, @unchecked Sendable {
  let variable: ContextVar<Value, Failure>
  let value: Value

  init(_ variable: ContextVar<Value, Failure>, _ value: Value) {
    self.variable = variable
    self.value = value
  }

  override var element: Context.Element { (variable, value) }
}
