/// What the copies of a variable share.
import Synchronization

/// A variable's identity and name.
///
/// `@unchecked Sendable`: the only subclass is `Definition`, and all stored properties of both are `let`s of
/// `Sendable` types, but for `flags`, which points at atomics.
@usableFromInline
class VariableDefinition: @unchecked Sendable {
  @usableFromInline let name: String

  /// The key in every context: dense, from 0.
  let number: UInt

  /// ``ContextInheritance``, without the type of the value.
  enum Inheritance {
    case inherit, never, fork
  }

  let inheritance: Inheritance

  /// Those who are told when the variable changes.
  let watchers = Watchers<VariableEvent>()

  /// What every change asks of a variable, in memory of its own: to ask it of the object would retain that.
  struct Flags: ~Copyable {
    /// Whether there are watchers.
    let isWatched = Atomic(false)
    /// Whether any context has bound the variable, ever.
    let wasEverBound = Atomic(false)
  }

  /// Lives as long as the definition: for ever.
  let flags: UnsafeMutablePointer<Flags>

  var hasWatchers: Bool { flags.pointee.isWatched.load(ordering: .relaxed) }

  private static let nextNumber = Atomic<UInt>(0)

  /// Every definition there ever was. Variables are made once and kept in a `static let`; what is made otherwise
  /// costs this much memory for good, and spares every read and every binding two atomic operations on a line
  /// that all cores share (docs/Design.md).
  ///
  /// `nonisolated(unsafe)`: only `init` touches it, under `lock`.
  private nonisolated(unsafe) static var all: [VariableDefinition] = []
  private static let lock = Lock()

  fileprivate init(name: String, inheritance: Inheritance) {
    self.name = name
    self.inheritance = inheritance
    flags = .allocate(capacity: 1)
    flags.initialize(to: Flags())
    number = Self.nextNumber.add(1, ordering: .relaxed).oldValue
    Self.lock.withLock { Self.all.append(self) }
  }

  /// What the variable reads as where it is not bound, without its type.
  var defaultValue: (any Sendable)? { nil }

  /// Whether any context has bound the variable, ever. For explaining why it is not bound somewhere.
  var wasEverBound: Bool { flags.pointee.wasEverBound.load(ordering: .relaxed) }

  func noteBound() {
    // Asked first, so that tasks that bind the variable at once do not fight for the memory.
    if !wasEverBound { flags.pointee.wasEverBound.store(true, ordering: .relaxed) }
  }

  /// What `binding` becomes where it is handed on to a task; nil if it is not.
  func handedOn(_ binding: Binding) -> Binding? { fatalError("every VariableDefinition is a Definition") }
}

/// A variable's identity and name, and what it reads as where it is not bound.
@usableFromInline
final class Definition<Value: Sendable, Failure: Error>: VariableDefinition, @unchecked Sendable {
  @usableFromInline
  enum Fallback: Sendable {
    case value(Value)
    case failure(@Sendable (VariableDefinition) -> Failure)
  }

  @usableFromInline let fallback: Fallback

  private let policy: ContextInheritance<Value>.Policy

  init(name: String, fallback: Fallback, inheritance: ContextInheritance<Value>) {
    self.fallback = fallback
    policy = inheritance.policy
    super.init(name: name, inheritance: inheritance.kind)
  }

  override var defaultValue: (any Sendable)? {
    if case .value(let value) = fallback { value } else { nil }
  }

  override func handedOn(_ binding: Binding) -> Binding? {
    switch policy {
    case .inherit: binding
    case .never: nil
    // No other variable has this one's number, under which the binding was found.
    case .fork(let transform): Forked(self, transform(unsafeDowncast(binding, to: Bound<Value>.self).value))
    }
  }
}
