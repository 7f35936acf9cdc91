// Keys of the string-keyed face: variables that are identified by a value instead of being made once for
// ever.

/// A key as bindings and contexts refer to it. Equal definitions stand for the same key.
///
/// `@unchecked Sendable`: all stored properties are `let`s; `comparable` holds a value of a `Sendable` type,
/// as `init` requires.
final class KeyDefinition: VariableDefinition, @unchecked Sendable {
  let key: any Hashable & Sendable

  /// What is compared, by the rules of `AnyHashable`: equal numbers of two types are one key.
  private let comparable: AnyHashable

  /// Seeded anew in every process, as all Swift hashes are: whoever chooses the keys cannot choose their
  /// hashes.
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

  /// Keeps the key alive as long as the binding refers to it.
  private let key: KeyDefinition
  private let given: any Sendable

  /// The value; nil if it is an optional that is nil.
  var value: (any Sendable)? { isNil ? nil : given }
  private let isNil: Bool

  /// Makes the value for a task or callback that is given a copy of the context; nil if it receives the value
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
