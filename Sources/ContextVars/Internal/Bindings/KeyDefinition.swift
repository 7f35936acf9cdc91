// Keys of `TaskContext`. A key is identified by its value; a variable by its object, which is never freed.

/// A key, in the form that bindings and contexts store. Equal definitions stand for the same key.
///
/// `@unchecked Sendable`: all stored properties are `let`s; `comparable` holds a value of a `Sendable` type,
/// as `init` requires.
final class KeyDefinition: VariableDefinition, @unchecked Sendable {
  let key: any Hashable & Sendable

  /// The key, compared by the rules of `AnyHashable`: `1` and `1.0` are the same key.
  private let comparable: AnyHashable

  /// Seeded anew in every process, like all Swift hashes, so an attacker cannot choose keys that collide.
  let hash: UInt64

  init(_ key: some Hashable & Sendable) {
    self.key = key
    comparable = AnyHashable(key)
    hash = UInt64(truncatingIfNeeded: comparable.hashValue)
    super.init()
  }

  override var name: String { String(describing: key) }
}

extension KeyDefinition: Hashable {
  /// Whether the keys are equal. Runs their `==` only if their hashes are equal.
  static func == (left: KeyDefinition, right: KeyDefinition) -> Bool {
    left === right || left.hash == right.hash && left.comparable == right.comparable
  }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// Where a context keeps a value: under a variable or a key.
enum Place: Hashable {
  /// The variable with this number.
  case variable(UInt)
  case key(KeyDefinition)
}

/// A key together with one of its values.
final class KeyBinding: Binding, @unchecked Sendable {
  typealias Copy = @Sendable (any Sendable) -> any Sendable

  /// Keeps the key alive; the superclass refers to it without retaining it.
  private let key: KeyDefinition
  private let given: any Sendable

  /// The value; nil if it is an optional that is nil.
  var value: (any Sendable)? { isNil ? nil : given }
  private let isNil: Bool

  /// Copies the value for a task or callback that receives a snapshot. If it is nil, they receive the value
  /// itself.
  private let copy: Copy?
  private let isCopy: Bool

  init(_ key: KeyDefinition, _ value: any Sendable, copy: Copy? = nil, isCopy: Bool = false) {
    self.key = key
    given = value
    isNil = (value as? any AnyOptional)?.isNil ?? false
    self.copy = copy
    self.isCopy = isCopy
    super.init(Unmanaged.passUnretained(key))
  }

  override var anyValue: any Sendable { given }

  override var isFork: Bool { isCopy }

  override var inheritance: VariableDefinition.Inheritance { copy == nil ? .inherit : .fork }

  override var handedOn: Binding? {
    copy.map { KeyBinding(key, $0(given), copy: $0, isCopy: true) } ?? self
  }
}
