/// A context variable: its identity, its name, its default, and how it is read.
import Synchronization

/// A context variable without its type, as a context lists it. Every one is a ``ContextVar``.
///
/// Two variables are equal if they are the same object; equal names mean nothing.
///
/// `@unchecked Sendable`: the class cannot be subclassed outside the library, and here the only subclass is
/// `ContextVar`; all stored properties of both are `let`s of `Sendable` types.
public class AnyContextVar: @unchecked Sendable {
  /// The name given at creation, for people: messages, listings, logs.
  public let name: String

  /// The key in every context. Dense, never used again.
  let number: UInt

  private static let nextNumber = Atomic<UInt>(0)

  fileprivate init(name: String) {
    self.name = name
    number = Self.nextNumber.add(1, ordering: .relaxed).oldValue
  }
}

extension AnyContextVar: Hashable {
  /// Whether both are the same variable.
  public static func == (left: AnyContextVar, right: AnyContextVar) -> Bool { left === right }

  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// A value that follows a unit of work through every task it starts (PEP 567's `ContextVar`).
///
/// Make each variable once and keep it in a `static let`:
///
/// ```swift
/// enum Request {
///   static let id = ContextVar("request-id", of: String.self)       // no default: reading it can throw
///   static let tenant = ContextVar("tenant", default: "public")     // always has a value
/// }
/// ```
///
/// `Failure` is what reading throws: `Never` for a variable with a default, `ContextError` for one without.
/// A context that binds a variable keeps it alive. Safe to use from any task and thread.
public final class ContextVar<Value: Sendable, Failure: Error>: AnyContextVar, @unchecked Sendable {
  /// What reading gives where the variable is not bound.
  @usableFromInline
  enum Fallback: Sendable {
    case value(Value)
    case failure(@Sendable (_ name: String) -> Failure)
  }

  @usableFromInline let fallback: Fallback

  private init(name: String, fallback: Fallback) {
    self.fallback = fallback
    super.init(name: name)
  }
}

extension ContextVar where Failure == ContextError {
  /// A variable without a default: `get()` throws ``ContextError/Code/noValue`` where it is not bound.
  public convenience init(_ name: String, of type: Value.Type) {
    self.init(name: name, fallback: .failure { ContextError(.noValue, variable: $0) })
  }
}

extension ContextVar where Failure == Never {
  /// A variable whose value is `default` where it is not bound.
  public convenience init(_ name: String, default value: Value) {
    self.init(name: name, fallback: .value(value))
  }
}

extension ContextVar {
  /// The bound value; else the variable's default; else it throws.
  ///
  /// - Throws: ``ContextError/Code/noValue`` if the variable is neither bound nor has a default.
  /// - Complexity: O(1): one task-local read and one look-up, whatever the number of variables.
  @inlinable
  public func get() throws(Failure) -> Value {
    if let binding = CurrentScope.binding(of: self) { return bound(binding).value }
    switch fallback {
    case .value(let value): return value
    case .failure(let failure): throw failure(name)
    }
  }

  /// The bound value; else `default`, which goes before the variable's own default.
  @inlinable
  public func get(default value: @autoclosure () -> Value) -> Value {
    guard let binding = CurrentScope.binding(of: self) else { return value() }
    return bound(binding).value
  }

  /// Whether the current context binds the variable. A default is no binding.
  public var isBound: Bool { CurrentScope.binding(of: self) != nil }

  /// A binding that was found under this variable's number, with its type.
  ///
  /// No other variable has the number, and every binding of this one is a `Bound` of its types.
  @inlinable
  func bound(_ binding: Binding) -> Bound<Value, Failure> {
    unsafeDowncast(binding, to: Bound<Value, Failure>.self)
  }
}
