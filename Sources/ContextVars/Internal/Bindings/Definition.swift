// What the copies of a variable share: its identity, name, default, policy, marks and watchers.
import Synchronization

/// A variable's identity and name.
///
/// `@unchecked Sendable`: the only subclasses are `Definition` and `KeyDefinition`, and all stored properties
/// are `let`s of `Sendable` types, except for `flags`, which points at atomics.
@usableFromInline
class VariableDefinition: @unchecked Sendable {
  /// The variable's key in every context: dense, counted from 1, with bits for its policy and for values that
  /// are stored without a box. Every key of `TaskContext` has the same one, `Keys.number`.
  let number: UInt

  /// Bit of a number: only owners of a scope read the variable there. CScope knows this bit.
  private static let never: UInt = 1 << (UInt.bitWidth - 1)
  /// Bit of a number: a task started with a context receives a value of its own.
  private static let fork: UInt = 1 << (UInt.bitWidth - 2)

  /// Bit of a number: the values are objects, stored without a box.
  @usableFromInline static var unboxed: UInt { 1 << (UInt.bitWidth - 3) }

  @inlinable
  static func isUnboxed(_ number: UInt) -> Bool { number & unboxed != 0 }

  /// The binding for what is stored under a number.
  static func binding(_ stored: AnyObject, at number: UInt) -> Binding {
    // Nothing else is stored under the number of a variable.
    isUnboxed(number) ? numbered(number).boxing(stored) : unsafeDowncast(stored, to: Binding.self)
  }

  /// A binding with this value, for a variable that stores its objects without a box.
  func boxing(_ object: AnyObject) -> Binding { fatalError("only a Definition stores objects without a box") }

  static func hasPolicy(_ number: UInt) -> Bool { number & (never | fork) != 0 }

  /// Whether the policy of the variable with this number is `.never`.
  static func isForOwnersOnly(_ number: UInt) -> Bool { number & never != 0 }

  /// Whether a layer shows its parent's binding of the variable with this number. Of a `.fork` variable the
  /// layer has a value of its own, and of a `.never` variable none.
  static func isSeenThroughLayers(_ number: UInt) -> Bool { !hasPolicy(number) }

  /// The variable with this number.
  static func numbered(_ number: UInt) -> VariableDefinition {
    lock.withLock { all[Int(number & ~(never | fork | unboxed)) - 1]! }
  }

  /// Whether any variable has the policy `.fork`. If none has, a new layer need not look for one below.
  static var isAnyForked: Bool { forks.load(ordering: .relaxed) }
  private static let forks = Atomic(false)

  /// ``ContextInheritance``, without the type of the value.
  enum Inheritance {
    case inherit, never, fork
  }

  /// The variable's policy. A key has none, but each of its bindings may.
  let inheritance: Inheritance

  /// Whether this is a key and not a variable.
  let isKey: Bool

  /// The watchers of the variable.
  let watchers: Watchers<VariableEvent>

  /// The parts of a variable that every change reads, in memory of their own: reading them from the object
  /// would retain the object.
  struct Flags: ~Copyable {
    /// Whether there are watchers.
    let isWatched = Atomic(false)
    /// Whether any context has ever bound the variable.
    let wasEverBound = Atomic(false)
    /// The marks that ``ContextVar/logged(as:)`` and similar functions have set.
    let marks = Atomic<UInt8>(0)
  }

  /// The marks that a variable may have. Each is set at most once.
  struct Mark: OptionSet {
    let rawValue: UInt8

    static let logged = Mark(rawValue: 1)
    static let traced = Mark(rawValue: 2)
    static let sent = Mark(rawValue: 4)
    static let redacted = Mark(rawValue: 8)
  }

  /// Sets the mark. Returns whether the variable did not have it before.
  func mark(_ mark: Mark) -> Bool {
    flags.pointee.marks.bitwiseOr(mark.rawValue, ordering: .relaxed).oldValue & mark.rawValue == 0
  }

  /// Whether values may be read only through the variable itself.
  final var isRedacted: Bool {
    flags.pointee.marks.load(ordering: .relaxed) & Mark.redacted.rawValue != 0
  }

  /// Never freed, like the definitions of variables.
  let flags: UnsafeMutablePointer<Flags>

  var hasWatchers: Bool { flags.pointee.isWatched.load(ordering: .relaxed) }

  /// The definitions of all variables, kept for ever. A variable is meant to be created once and kept in a
  /// `static let`; any other still costs its memory for good. In return, no read and no binding needs two
  /// atomic operations on a cache line that all cores share (docs/Design.md).
  ///
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) static var all: [VariableDefinition?] = []
  private static let lock = Lock()

  /// Creates a variable, which is kept for ever.
  fileprivate init(variableOf inheritance: Inheritance, ofObjects: Bool) {
    self.inheritance = inheritance
    isKey = false
    watchers = Watchers()
    flags = .allocate(capacity: 1)
    flags.initialize(to: Flags())
    let policy =
      switch inheritance {
      case .inherit: 0 as UInt
      case .never: Self.never
      case .fork: Self.fork
      }
    if inheritance == .fork { Self.forks.store(true, ordering: .relaxed) }
    let place = Self.lock.withLock {
      Self.all.append(nil)
      return Self.all.count
    }
    number = UInt(place) | policy | (ofObjects ? Self.unboxed : 0)
    Self.lock.withLock { Self.all[place - 1] = self }
  }

  /// Creates a key, which lives as long as something holds it. Keys are not watched one by one, so all keys
  /// have the same flags and watchers.
  init() {
    inheritance = .inherit
    isKey = true
    (watchers, flags, number) = (Self.watchersOfKeys, Self.flagsOfKeys, Keys.number)
  }

  private static let watchersOfKeys = Watchers<VariableEvent>()
  /// `nonisolated(unsafe)`: written once; what it points at is atomic.
  private nonisolated(unsafe) static let flagsOfKeys = {
    let flags = UnsafeMutablePointer<Flags>.allocate(capacity: 1)
    flags.initialize(to: Flags())
    return flags
  }()

  /// The name, for people.
  var name: String { fatalError("only a Definition or a KeyDefinition has a name") }

  /// This definition as a key's; nil if it is a variable's.
  final var asKey: KeyDefinition? {
    // The initialiser that sets `isKey` is called only by `KeyDefinition` and for the definition of `Keys`,
    // whose `asKey` is never read.
    isKey ? unsafeDowncast(self, to: KeyDefinition.self) : nil
  }

  /// Identifies the variable or key.
  final var place: Place {
    if let asKey { .key(asKey) } else { .variable(number) }
  }

  /// Whether both stand for the same variable, or for equal keys. May run a key's `==`.
  final func isSame(as other: VariableDefinition) -> Bool { self === other || place == other.place }

  /// The default, type-erased; nil if there is none.
  var defaultValue: (any Sendable)? { nil }

  /// The type of the variable's values; nil for a key.
  var valueType: Any.Type? { nil }

  /// Whether any context has ever bound the variable. Used to explain why it is not bound somewhere.
  var wasEverBound: Bool { flags.pointee.wasEverBound.load(ordering: .relaxed) }

  func noteBound() {
    // Read before it is written, so that tasks that bind the variable at the same time do not contend for the
    // memory.
    if !wasEverBound { flags.pointee.wasEverBound.store(true, ordering: .relaxed) }
  }

  /// The binding that a task or callback receives in place of `binding`; nil if it receives none.
  func handedOn(_ binding: Binding) -> Binding? { fatalError("the binding of a key overrides handedOn") }
}

extension VariableDefinition: CustomReflectable {
  /// Shown by `dump` and by mirrors of anything that holds a variable: the name, but not the default, which
  /// may be secret.
  @usableFromInline final var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// A variable's identity and name, with the parts that know the type of its values: default and policy.
@usableFromInline
final class Definition<Value: Sendable, Failure: Error>: VariableDefinition, @unchecked Sendable {
  @usableFromInline
  enum Fallback: Sendable {
    case value(Value)
    case failure(@Sendable (VariableDefinition) -> Failure)
  }

  @usableFromInline let fallback: Fallback
  private let givenName: String

  private let policy: ContextInheritance<Value>.Policy

  init(name: String, fallback: Fallback, inheritance: ContextInheritance<Value>) {
    self.fallback = fallback
    policy = inheritance.policy
    givenName = name
    // A `.fork` variable needs boxes, which tell a value that the policy made from one that a task set.
    super.init(
      variableOf: inheritance.kind, ofObjects: Value.self is AnyObject.Type && inheritance.kind != .fork)
  }

  override var name: String { givenName }

  override var valueType: Any.Type? { Value.self }

  override func boxing(_ object: AnyObject) -> Binding {
    Bound(Unmanaged.passUnretained(self), unsafeBitCast(object, to: Value.self))
  }

  override var defaultValue: (any Sendable)? {
    if case .value(let value) = fallback { value } else { nil }
  }

  override func handedOn(_ binding: Binding) -> Binding? {
    switch policy {
    case .inherit: binding
    case .never: nil
    // No other variable has this one's number, under which the binding was found.
    case .fork(let transform):
      Forked(Unmanaged.passUnretained(self), transform(unsafeDowncast(binding, to: Bound<Value>.self).value))
    }
  }
}
