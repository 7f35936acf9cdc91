/// What a context stores for a variable: the value in a box that is counted, since the engine holds words.

/// A variable together with one value of it, of any type.
///
/// `@unchecked Sendable`: the only subclass is `Bound`, whose stored properties are `let`s of `Sendable` types.
@usableFromInline
class Binding: @unchecked Sendable {
  @inlinable init() {}

  /// What the collection face of `Context` shows.
  var element: Context.Element { fatalError("every Binding is a Bound: nothing else makes one") }
}

/// A variable together with one value of it. Keeps the variable alive, so that contexts can be listed.
@usableFromInline
final class Bound<Value: Sendable, Failure: Error>: Binding, @unchecked Sendable {
  @usableFromInline let variable: ContextVar<Value, Failure>
  @usableFromInline let value: Value

  @inlinable init(_ variable: ContextVar<Value, Failure>, _ value: Value) {
    self.variable = variable
    self.value = value
    super.init()
  }

  override var element: Context.Element { (variable, value) }
}
