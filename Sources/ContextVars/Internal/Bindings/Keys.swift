// All keys of a context with their bindings, stored as a single binding among those of the variables.
//
// So scopes, snapshots and spawns deal with variables only, and a program that uses no keys pays nothing for
// them.

/// An immutable map from keys to bindings. It owns its engine map, which `deinit` releases.
final class Keys: Binding, @unchecked Sendable {
  private let map: EngineMap

  /// The keys bound here that have a copy function; nil if none has.
  let exceptions: InheritanceExceptions?

  /// No variable has this number: theirs begin with 1.
  static let number: UInt = 0

  static let none = Keys(owning: .emptyOfKeys, exceptions: nil)

  private static let definition = VariableDefinition()

  /// Consumes one reference to the map.
  private init(owning map: EngineMap, exceptions: InheritanceExceptions?) {
    self.map = map
    self.exceptions = exceptions
    super.init(Unmanaged.passUnretained(Self.definition))
  }

  deinit { map.release() }

  var count: Int { map.count }

  /// Nil if no key is bound: a context never stores empty `Keys`, so that equal contexts compare equal.
  var orNil: Keys? { count == 0 ? nil : self }

  /// The binding of the key. May run its `==`.
  func binding(of key: KeyDefinition) -> Binding? {
    map.object(of: key.word).map { unsafeDowncast($0.takeUnretainedValue(), to: Binding.self) }
  }

  /// These keys with `key` bound by `binding`, or unbound if `binding` is nil. May run its `==`.
  func changing(_ key: KeyDefinition, to binding: Binding?) -> Keys {
    Keys(
      owning: withExtendedLifetime(binding) {
        map.changing(key.word, to: binding.map { Unmanaged<AnyObject>.passUnretained($0) })
      },
      exceptions: .after(exceptions, setting: key, to: binding))
  }

  /// An iterator over the bindings, in an unspecified order. The caller keeps the keys alive.
  struct Iterator: IteratorProtocol, Sendable {
    fileprivate var objects: EngineMap.Iterator

    mutating func next() -> Binding? { objects.next().map { unsafeDowncast($0.object, to: Binding.self) } }
  }

  func makeIterator() -> Iterator { Iterator(objects: map.makeIterator()) }

  /// See ``ContextMap/forEachChange(since:_:)``.
  func forEachChange(since earlier: Keys, _ body: (_ before: Binding?, _ after: Binding?) -> Void) {
    map.forEachChange(since: earlier.map) { _, before, after in
      body(
        before.map { unsafeDowncast($0, to: Binding.self) },
        after.map { unsafeDowncast($0, to: Binding.self) })
    }
  }

  override func hasEqualValue(to other: Binding) -> Bool {
    self === other || (other as? Keys).map { map.isEqual(to: $0.map) } ?? false
  }
}
