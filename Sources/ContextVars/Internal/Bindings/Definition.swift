/// What the copies of a variable share.
import Synchronization

/// A variable's identity and name.
///
/// `@unchecked Sendable`: the only subclasses are `Definition` and `KeyDefinition`, and all stored properties of them are
/// `let`s of `Sendable` types, but for `flags`, which points at atomics.
@usableFromInline
class VariableDefinition: @unchecked Sendable {
  /// The key in every context: dense, from 1, with a bit for a policy that is not `.inherit`. Of a key the number of all
  /// keys together.
  let number: UInt

  /// In a number: only owners of a scope read the variable there (CScope knows this bit).
  private static let never: UInt = 1 << (UInt.bitWidth - 1)
  /// In a number: a task that is started with a context receives another value.
  private static let fork: UInt = 1 << (UInt.bitWidth - 2)

  /// In a number: the values are objects, and stored as they are, without a box.
  @usableFromInline static var unboxed: UInt { 1 << (UInt.bitWidth - 3) }

  @inlinable
  static func isUnboxed(_ number: UInt) -> Bool { number & unboxed != 0 }

  /// What is stored under a number, with its variable.
  static func binding(_ stored: AnyObject, at number: UInt) -> Binding {
    // Nothing else is stored under the number of a variable.
    isUnboxed(number) ? numbered(number).boxing(stored) : unsafeDowncast(stored, to: Binding.self)
  }

  /// A binding with this value, of a variable that stores its objects themselves.
  func boxing(_ object: AnyObject) -> Binding { fatalError("every such variable is a Definition") }

  static func hasPolicy(_ number: UInt) -> Bool { number & (never | fork) != 0 }

  /// Whether the policy of the variable with this number is `.never`.
  static func isForOwnersOnly(_ number: UInt) -> Bool { number & never != 0 }

  /// Whether a layer shows what its parent binds the variable with this number to. Of a `.fork` variable it has its own.
  static func isSeenThroughLayers(_ number: UInt) -> Bool { !hasPolicy(number) }

  /// The variable with this number.
  static func numbered(_ number: UInt) -> VariableDefinition {
    lock.withLock { all[Int(number & ~(never | fork | unboxed)) - 1]! }
  }

  /// Whether any variable has the policy `.fork`. So a layer need not look for one below.
  static var isAnyForked: Bool { forks.load(ordering: .relaxed) }
  private static let forks = Atomic(false)

  /// ``ContextInheritance``, without the type of the value.
  enum Inheritance {
    case inherit, never, fork
  }

  /// A variable's; a key has none, but each of its bindings may.
  let inheritance: Inheritance

  /// Whether it is a key, and not a variable.
  let isKey: Bool

  /// Those who are told when the variable changes.
  let watchers: Watchers<VariableEvent>

  /// What every change asks of a variable, in memory of its own: to ask it of the object would retain that.
  struct Flags: ~Copyable {
    /// Whether there are watchers.
    let isWatched = Atomic(false)
    /// Whether any context has bound the variable, ever.
    let wasEverBound = Atomic(false)
    /// ``ContextVar/logged(as:)`` and its kin.
    let marks = Atomic<UInt8>(0)
  }

  /// What a variable may be marked with, once.
  struct Mark: OptionSet {
    let rawValue: UInt8

    static let logged = Mark(rawValue: 1)
    static let traced = Mark(rawValue: 2)
    static let sent = Mark(rawValue: 4)
    static let redacted = Mark(rawValue: 8)
  }

  /// Marks the variable. Returns whether it was not marked so before.
  func mark(_ mark: Mark) -> Bool {
    flags.pointee.marks.bitwiseOr(mark.rawValue, ordering: .relaxed).oldValue & mark.rawValue == 0
  }

  /// Whether nobody but the variable itself may tell a value.
  final var isRedacted: Bool {
    flags.pointee.marks.load(ordering: .relaxed) & Mark.redacted.rawValue != 0
  }

  /// Lives as long as the definition: for ever.
  let flags: UnsafeMutablePointer<Flags>

  var hasWatchers: Bool { flags.pointee.isWatched.load(ordering: .relaxed) }

  /// Every definition there ever was. Variables are made once and kept in a `static let`; what is made otherwise
  /// costs this much memory for good, and spares every read and every binding two atomic operations on a line
  /// that all cores share (docs/Design.md).
  ///
  /// `nonisolated(unsafe)`: only `init` touches it, under `lock`.
  private nonisolated(unsafe) static var all: [VariableDefinition?] = []
  private static let lock = Lock()

  /// A variable, for ever.
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

  /// A key, as long as somebody holds it. Nobody watches keys one by one, so all have the same flags and watchers.
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

  /// For people.
  var name: String { fatalError("every VariableDefinition is a Definition or a KeyDefinition") }

  /// The definition as that of a key, if it is one.
  final var asKey: KeyDefinition? {
    // Only `KeyDefinition` passes by the initialiser that says so.
    isKey ? unsafeDowncast(self, to: KeyDefinition.self) : nil
  }

  /// What is compared to tell it from others.
  final var place: Place {
    if let asKey { .key(asKey) } else { .variable(number) }
  }

  /// Whether both stand for the same variable, or for equal keys. May run a key's `==`.
  final func isSame(as other: VariableDefinition) -> Bool { self === other || place == other.place }

  /// What the variable reads as where it is not bound, without its type.
  var defaultValue: (any Sendable)? { nil }

  /// Of its values; nil for a key.
  var valueType: Any.Type? { nil }

  /// Whether any context has bound the variable, ever. For explaining why it is not bound somewhere.
  var wasEverBound: Bool { flags.pointee.wasEverBound.load(ordering: .relaxed) }

  func noteBound() {
    // Asked first, so that tasks that bind the variable at once do not fight for the memory.
    if !wasEverBound { flags.pointee.wasEverBound.store(true, ordering: .relaxed) }
  }

  /// What `binding` becomes where it is handed on to a task; nil if it is not.
  func handedOn(_ binding: Binding) -> Binding? { fatalError("every binding of a key says so itself") }
}

extension VariableDefinition: CustomReflectable {
  /// For `dump` and mirrors of what holds a variable: its name, and no default, which may be secret.
  @usableFromInline final var customMirror: Mirror { Mirror(self, children: ["name": name]) }
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
  private let givenName: String

  private let policy: ContextInheritance<Value>.Policy

  init(name: String, fallback: Fallback, inheritance: ContextInheritance<Value>) {
    self.fallback = fallback
    policy = inheritance.policy
    givenName = name
    // What a policy has made is told from what a task has set by its box.
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
