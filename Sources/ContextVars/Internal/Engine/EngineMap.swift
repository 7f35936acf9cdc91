/// The engine in Swift's terms: maps of bindings, and the two kinds of key that they have.
///
/// Layer: the only file that calls CHamt. It counts nothing: `ContextMap` owns the maps.
import CHamt

/// A version of a map from variables of one kind to bindings. A value: whoever makes one owns a reference, and gives it
/// back by `release`.
///
/// `@unchecked Sendable`: any number of threads may read and derive from a CHamt map at once, and its keys and values
/// are `KeyDefinition`s, `Binding`s and values of variables, which are `Sendable`.
struct EngineMap: @unchecked Sendable {
  private var map: chamt_map

  /// Without variables. It need not be released.
  static let emptyOfVariables = EngineMap(map: chamt_map_empty(variables))
  /// Without keys. It need not be released.
  static let emptyOfKeys = EngineMap(map: chamt_map_empty(keys))

  var count: Int { chamt_map_count(map) }

  /// For look-ups in C, borrowed from the map.
  var root: UnsafePointer<chamt__node>? { UnsafePointer(map.root) }

  /// One more reference.
  func retained() -> EngineMap { EngineMap(map: chamt_map_retain(map)) }

  /// Gives a reference back.
  func release() { chamt_map_release(map) }

  /// What is stored under the word, kept alive by the map.
  func object(of word: UInt) -> Unmanaged<AnyObject>? {
    // No object has this address. To be given a place to write to would cost a look at the stack.
    let found = chamt_map_get(map, word, 0)
    return found == 0 ? nil : Self.object(found)
  }

  /// This map with `object` stored under the word, or nothing if it is nil; +1.
  func changing(_ word: UInt, to object: Unmanaged<AnyObject>?) -> EngineMap {
    var result = map
    Self.require(
      object.map { chamt_map_assoc(map, word, chamt_word(bitPattern: $0.toOpaque()), &result) }
        ?? chamt_map_without(map, word, &result))
    return EngineMap(map: result)
  }

  private static func require(_ status: chamt_status) {
    // As any Swift object that cannot be allocated: a context that silently lost a binding would be worse.
    // No other status can come: an editor is used in one place, which finishes it once, and no callback of the
    // families knows it.
    guard status == CHAMT_OK else { fatalError("ContextVars: out of memory") }
  }

  /// The engine keeps one reference to an object for each node that holds it.
  private static func object(_ word: chamt_word) -> Unmanaged<AnyObject> {
    // The word came from an object in `word`, and the map that it was read from keeps it alive.
    Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }

  private static func word(_ object: AnyObject) -> chamt_word {
    chamt_word(bitPattern: Unmanaged.passUnretained(object).toOpaque())
  }
}

// MARK: - Several changes at once

extension EngineMap {
  /// A map while it is being changed: what nobody else holds is edited in place.
  struct Editor {
    private var transient: chamt_transient

    /// Begins with `map`, of which it takes a reference of its own.
    init(_ map: EngineMap) { transient = chamt_transient_make(map.retained().map) }

    /// Stores `object` under the word, or nothing if it is nil.
    mutating func set(_ word: UInt, to object: AnyObject?) {
      EngineMap.require(
        withExtendedLifetime(object) {
          if let object {
            chamt_transient_assoc(&transient, word, EngineMap.word(object))
          } else {
            chamt_transient_without(&transient, word)
          }
        })
    }

    /// The edited map, +1. The editor is of no use afterwards.
    mutating func finish() -> EngineMap {
      var result = chamt_map()
      EngineMap.require(chamt_transient_finish(&transient, &result))
      return EngineMap(map: result)
    }
  }
}

// MARK: - Walking

extension EngineMap {
  /// A walk over what is stored, in an unspecified order. Whoever walks keeps the map alive.
  ///
  /// `@unchecked Sendable`: a value, whose pointers lead into a map that never changes.
  struct Iterator: IteratorProtocol, @unchecked Sendable {
    private var iterator: chamt_iterator

    fileprivate init(_ map: chamt_map) {
      iterator = chamt_iterator_make(map)
    }

    mutating func next() -> (word: UInt, object: AnyObject)? {
      var key: chamt_word = 0
      var value: chamt_word = 0
      guard chamt_iterator_next(&iterator, &key, &value) else { return nil }
      return (key, EngineMap.object(value).takeUnretainedValue())
    }
  }

  func makeIterator() -> Iterator { Iterator(map) }
}

// MARK: - Comparing

extension EngineMap {
  /// Whether both bind the same to equal values. What they share is skipped. May run users' `==`.
  func isEqual(to other: EngineMap) -> Bool {
    chamt_map_equal(map, other.map, { left, right, _ in EngineMap.haveEqualValues(left, right) }, nil)
  }

  private static func haveEqualValues(_ left: chamt_word, _ right: chamt_word) -> Bool {
    haveEqualStoredValues(object(left).takeUnretainedValue(), object(right).takeUnretainedValue())
  }

  /// Calls `body` with each word under which something else is stored than in `earlier`: before and after, nil where there
  /// is nothing. What the maps share is skipped. May run users' `==`.
  func forEachChange(
    since earlier: EngineMap, _ body: (_ word: UInt, _ before: AnyObject?, _ after: AnyObject?) -> Void
  ) {
    withoutActuallyEscaping(body) { body in
      var receiver = ChangeReceiver(body: body)
      withUnsafeMutablePointer(to: &receiver) { receiver in
        var changes = chamt_changes()
        changes.context = UnsafeMutableRawPointer(receiver)
        changes.equal_values = { before, after, _ in EngineMap.haveEqualValues(before, after) }
        changes.added = { key, after, receiver in ChangeReceiver.tell(receiver, key, nil, after) }
        changes.removed = { key, before, receiver in ChangeReceiver.tell(receiver, key, before, nil) }
        changes.replaced = { key, before, after, receiver in ChangeReceiver.tell(receiver, key, before, after)
        }
        _ = chamt_map_diff(earlier.map, map, &changes)
      }
    }
  }

  private struct ChangeReceiver {
    let body: (UInt, AnyObject?, AnyObject?) -> Void

    static func tell(
      _ receiver: UnsafeMutableRawPointer?, _ key: chamt_word, _ before: chamt_word?, _ after: chamt_word?
    ) -> Bool {
      // `forEachChange` passes it for the time of the call.
      receiver!.assumingMemoryBound(to: ChangeReceiver.self).pointee.body(
        key, before.map { EngineMap.object($0).takeUnretainedValue() },
        after.map { EngineMap.object($0).takeUnretainedValue() })
      return true
    }
  }
}

// MARK: - The kinds of key

extension KeyDefinition {
  /// What the engine calls the key. Valid as long as the definition lives, or a map that has it as a key.
  var word: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }

  fileprivate static func of(_ word: chamt_word) -> Unmanaged<KeyDefinition> {
    // The word came from `word`, and whoever called the engine keeps it alive.
    Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }
}

extension EngineMap {
  /// Identity keys: a variable's number is its hash. Numbers are dense, so the trie over them is full.
  ///
  /// `nonisolated(unsafe)`: written once, before the first map is made, and never freed or changed. So is `keys`.
  private nonisolated(unsafe) static let variables = makeFamily { _ in }

  /// Keys by their hash and equality. A map keeps its own key alive beside the binding.
  private nonisolated(unsafe) static let keys = makeFamily { family in
    family.hash = { word, _ in KeyDefinition.of(word)._withUnsafeGuaranteedRef { $0.hash } }
    family.equal = { left, right, _ in
      KeyDefinition.of(left).takeUnretainedValue() == KeyDefinition.of(right).takeUnretainedValue()
    }
    family.retain_key = { word, _ in _ = KeyDefinition.of(word).retain() }
    family.release_key = { word, _ in KeyDefinition.of(word).release() }
  }

  private static func makeFamily(_ keys: (inout chamt_family) -> Void) -> UnsafePointer<chamt_family> {
    let family = UnsafeMutablePointer<chamt_family>.allocate(capacity: 1)
    family.initialize(to: chamt_family())
    family.pointee.retain_value = { word, _ in _ = EngineMap.object(word).retain() }
    family.pointee.release_value = { word, _ in EngineMap.object(word).release() }
    keys(&family.pointee)
    return UnsafePointer(family)
  }
}
