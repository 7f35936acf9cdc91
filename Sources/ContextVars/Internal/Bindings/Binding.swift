/// What a context stores for a variable: the value in a box that is counted, since the engine holds words.

/// A variable together with one value of it, of any type.
///
/// `@unchecked Sendable`: the only subclasses are `Bound`, `Forked` and `KeyBinding`, and all stored properties of them
/// are `let`s of `Sendable` types.
@usableFromInline
class Binding: @unchecked Sendable {
  /// Not retained: definitions of variables are kept for ever, those of keys by their bindings.
  @usableFromInline let unretainedVariable: Unmanaged<VariableDefinition>

  /// Whose value it is.
  var variable: VariableDefinition { unretainedVariable.takeUnretainedValue() }

  @inlinable init(_ variable: Unmanaged<VariableDefinition>) {
    unretainedVariable = variable
  }

  /// The value without its type.
  var anyValue: any Sendable { fatalError("every Binding is a Bound or a KeyBinding") }

  /// The value without its type, as whoever has no variable of the type may have it.
  final var shownValue: any Sendable { variable.isRedacted ? RedactedValue() : anyValue }

  /// The value as the object that it is, of a variable that stores its objects themselves.
  var object: AnyObject { fatalError("every Binding of such a variable is a Bound") }

  /// What a slot or a map holds for it: itself, or its object.
  final var stored: AnyObject { VariableDefinition.isUnboxed(variable.number) ? object : self }

  /// Whether a policy of inheritance made it, so that it is no change of the task that it was handed to.
  var isFork: Bool { false }

  /// What a task that is started with a context receives of it.
  var inheritance: VariableDefinition.Inheritance { variable.inheritance }

  /// What it becomes where it is handed on to a task; nil if it is not.
  var handedOn: Binding? { variable.handedOn(self) }

  /// Whether two bindings of one variable have equal values: by `Equatable`, else the same object, else the same
  /// binding. May run a user's `==`.
  func hasEqualValue(to other: Binding) -> Bool {
    self === other || areEqual(anyValue, other.anyValue)
  }
}

extension Binding: CustomReflectable {
  /// For `dump` and mirrors of what holds a binding.
  @usableFromInline var customMirror: Mirror { Mirror(self, children: [variable.name: shownValue]) }
}

/// Whether what is stored for one variable is equal: see `Binding.hasEqualValue(to:)`.
func haveEqualStoredValues(_ left: AnyObject, _ right: AnyObject) -> Bool {
  if left === right { return true }
  // No user's object is a `Binding`.
  if let left = left as? Binding, let right = right as? Binding { return left.hasEqualValue(to: right) }
  return areEqual(left, right)
}

/// Whether two values of one variable are equal: by `Equatable`, else the same object, else both nil.
private func areEqual(_ left: Any, _ right: Any) -> Bool {
  // Optionals first: one of a type that is not `Equatable` is not `Equatable` either, though it may hold an object.
  if let left = left as? any AnyOptional, let right = right as? any AnyOptional {
    switch (left.content, right.content) {
    case (nil, nil): return true
    case (let left?, let right?): return areEqual(left, right)
    default: return false
    }
  }
  if let left = left as? any Equatable { return left.equals(right) }
  // `as AnyObject` would box a value of another type, so ask for the type first.
  guard type(of: left) is AnyClass, type(of: right) is AnyClass else { return false }
  return (left as AnyObject) === (right as AnyObject)
}

/// An optional of any type.
protocol AnyOptional {
  var content: Any? { get }
}

extension Optional: AnyOptional {
  var content: Any? { self }
}

extension AnyOptional {
  /// Whether there is nothing in it, or in the optional in it.
  var isNil: Bool { content.map { ($0 as? any AnyOptional)?.isNil ?? false } ?? true }
}

extension Equatable {
  fileprivate func equals(_ other: Any) -> Bool {
    (other as? Self).map { self == $0 } ?? false
  }
}

/// A variable together with one value of it.
@usableFromInline
class Bound<Value: Sendable>: Binding, @unchecked Sendable {
  @usableFromInline final let value: Value

  @inlinable init(_ variable: Unmanaged<VariableDefinition>, _ value: Value) {
    self.value = value
    super.init(variable)
  }

  override var anyValue: any Sendable { value }

  /// Of a variable whose values are objects: a value is one reference then.
  override var object: AnyObject { unsafeBitCast(value, to: AnyObject.self) }
}

/// A value that a variable's `.fork` made.
final class Forked<Value: Sendable>: Bound<Value>, @unchecked Sendable {
  override var isFork: Bool { true }
}
