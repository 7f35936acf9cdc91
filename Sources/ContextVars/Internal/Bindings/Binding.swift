// What a context stores for a variable: the value in a reference-counted box, since the engine holds words.

/// A variable together with one of its values, without the value's type.
///
/// `@unchecked Sendable`: the only subclasses are `Bound`, `Forked`, `KeyBinding` and `Keys`, and all their
/// stored properties are `let`s of `Sendable` types.
@usableFromInline
class Binding: @unchecked Sendable {
  /// Not retained: the definition of a variable is kept for ever, and the definition of a key by its binding.
  @usableFromInline let unretainedVariable: Unmanaged<VariableDefinition>

  /// The variable that the value belongs to.
  var variable: VariableDefinition { unretainedVariable.takeUnretainedValue() }

  @inlinable init(_ variable: Unmanaged<VariableDefinition>) {
    unretainedVariable = variable
  }

  /// The value, type-erased.
  var anyValue: any Sendable { fatalError("every Binding that has a value is a Bound or a KeyBinding") }

  /// The value, type-erased, for code that does not read it through the variable: a redacted value stays
  /// hidden.
  final var shownValue: any Sendable { variable.isRedacted ? RedactedValue() : anyValue }

  /// The value itself as an object, for a variable that stores its objects without a box.
  var object: AnyObject { fatalError("only a Bound is stored without a box") }

  /// What a slot or a map stores for the binding: the binding itself, or the object without a box.
  final var stored: AnyObject { VariableDefinition.isUnboxed(variable.number) ? object : self }

  /// Whether an inheritance policy made the value, so that it does not count as a change by the task that
  /// received it.
  var isFork: Bool { false }

  /// Which policy applies to the binding where a task is started with a context.
  var inheritance: VariableDefinition.Inheritance { variable.inheritance }

  /// The binding that a task or callback receives in its place; nil if it receives none.
  var handedOn: Binding? { variable.handedOn(self) }

  /// Whether two bindings of one variable have equal values: by `Equatable`, else as the same object, else as
  /// the same binding. May run a user's `==`.
  func hasEqualValue(to other: Binding) -> Bool {
    self === other || areEqual(anyValue, other.anyValue)
  }
}

extension Binding: CustomReflectable {
  /// Shown by `dump` and by mirrors of anything that holds a binding.
  @usableFromInline var customMirror: Mirror { Mirror(self, children: [variable.name: shownValue]) }
}

/// Whether two stored objects of one variable stand for equal values: see `Binding.hasEqualValue(to:)`.
func haveEqualStoredValues(_ left: AnyObject, _ right: AnyObject) -> Bool {
  if left === right { return true }
  // No user's object is a `Binding`.
  if let left = left as? Binding, let right = right as? Binding { return left.hasEqualValue(to: right) }
  return areEqual(left, right)
}

/// Whether two values of one variable are equal: by `Equatable`, else as the same object, else because both
/// are nil.
private func areEqual(_ left: Any, _ right: Any) -> Bool {
  // Optionals first: an optional is `Equatable` only if what it wraps is, but it may still hold an object.
  if let left = left as? any AnyOptional, let right = right as? any AnyOptional {
    switch (left.content, right.content) {
    case (nil, nil): return true
    case (let left?, let right?): return areEqual(left, right)
    default: return false
    }
  }
  if let left = left as? any Equatable { return left.equals(right) }
  // `as AnyObject` would box a value that is not an object, so check the type first.
  guard type(of: left) is AnyClass, type(of: right) is AnyClass else { return false }
  return (left as AnyObject) === (right as AnyObject)
}

/// An optional, whatever it wraps.
protocol AnyOptional {
  var content: Any? { get }
}

extension Optional: AnyOptional {
  var content: Any? { self }
}

extension AnyOptional {
  /// Whether the optional is nil, or wraps one that is.
  var isNil: Bool { content.map { ($0 as? any AnyOptional)?.isNil ?? false } ?? true }
}

extension Equatable {
  fileprivate func equals(_ other: Any) -> Bool {
    (other as? Self).map { self == $0 } ?? false
  }
}

/// A variable together with one of its values.
@usableFromInline
class Bound<Value: Sendable>: Binding, @unchecked Sendable {
  @usableFromInline final let value: Value

  @inlinable init(_ variable: Unmanaged<VariableDefinition>, _ value: Value) {
    self.value = value
    super.init(variable)
  }

  override var anyValue: any Sendable { value }

  /// Called only for a variable whose values are objects: such a value is a single reference.
  override var object: AnyObject { unsafeBitCast(value, to: AnyObject.self) }
}

/// A value that a variable's `.fork` policy made.
final class Forked<Value: Sendable>: Bound<Value>, @unchecked Sendable {
  override var isFork: Bool { true }
}
