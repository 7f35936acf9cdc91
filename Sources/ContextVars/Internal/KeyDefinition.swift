/// Keys of the string-keyed face: a variable that is identified by a value, and not made once for ever.

/// A key, as bindings and contexts name it. Others that are equal stand for the same.
///
/// `@unchecked Sendable`: all stored properties are `let`s; `key` holds a value of a type that is `Sendable`, as `init`
/// sees to.
final class KeyDefinition: VariableDefinition, @unchecked Sendable {
  let key: AnyHashable

  /// Seeded anew in every process, as all hashes of Swift's are: who chooses keys cannot choose this.
  let hash: UInt64

  /// What a task or callback receives in the value's place that is started with a copy of the context.
  private let copy: (@Sendable (any Sendable) -> any Sendable)?

  init(
    _ key: some Hashable & Sendable, copy: (@Sendable (any Sendable) -> any Sendable)? = nil
  ) {
    self.key = AnyHashable(key)
    hash = UInt64(truncatingIfNeeded: self.key.hashValue)
    self.copy = copy
    super.init(inheritance: copy == nil ? .inherit : .fork)
  }

  override var name: String { String(describing: key.base) }

  override func handedOn(_ binding: Binding) -> Binding? {
    guard let copy else { return binding }
    return KeyBinding(self, copy(binding.anyValue), isFork: true)
  }
}

extension KeyDefinition: Hashable {
  /// Whether the keys are equal. Runs their `==` if their hashes are.
  static func == (left: KeyDefinition, right: KeyDefinition) -> Bool {
    left === right || left.hash == right.hash && left.key == right.key
  }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// Where a context keeps a value: under a variable or a key.
enum Place: Hashable {
  /// The variable with this number.
  case variable(UInt)
  case key(KeyDefinition)
}

/// A key together with one value of it.
final class KeyBinding: Binding, @unchecked Sendable {
  /// Keeps the key as long as the binding names it.
  private let key: KeyDefinition
  private let value: any Sendable
  private let isCopy: Bool

  init(_ key: KeyDefinition, _ value: any Sendable, isFork: Bool = false) {
    self.key = key
    self.value = value
    isCopy = isFork
    super.init(key)
  }

  override var anyValue: any Sendable { value }

  override var isFork: Bool { isCopy }
}
