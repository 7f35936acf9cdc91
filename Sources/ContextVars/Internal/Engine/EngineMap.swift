// The engine in Swift's terms: maps of bindings, with the two kinds of key that they may have.
//
// Layer: the only Swift file that calls CHamt. It counts no references by itself: `ContextMap` and `Keys` own
// the maps.
import CHamt

/// One version of a map from variables, or from keys, to bindings. A value: the code that creates one owns a
/// reference, and must `release` it.
///
/// `@unchecked Sendable`: any number of threads may read and derive from a CHamt map at once, and its keys
/// and values are `KeyDefinition`s, `Binding`s and values of variables, which are `Sendable`.
struct EngineMap: @unchecked Sendable {
  private var map: chamt_map

  /// The empty map of variables. It need not be released.
  static let emptyOfVariables = EngineMap(map: chamt_map_empty(variables))
  /// The empty map of keys. It need not be released.
  static let emptyOfKeys = EngineMap(map: chamt_map_empty(keys))

  var count: Int { chamt_map_count(map) }

  /// For lookups in C; borrowed from the map.
  var root: UnsafePointer<chamt__node>? { UnsafePointer(map.root) }

  /// The map with one more reference, +1.
  func retained() -> EngineMap { EngineMap(map: chamt_map_retain(map)) }

  /// Releases one reference.
  func release() { chamt_map_release(map) }

  /// What is stored under the word; borrowed from the map.
  func object(of word: UInt) -> Unmanaged<AnyObject>? {
    // No object has the address 0, so it can stand for "absent". An out parameter would be read back from the
    // stack.
    let found = chamt_map_get(map, word, 0)
    return found == 0 ? nil : Self.object(found)
  }

  /// This map with `object` stored under the word, or with nothing there if `object` is nil; +1.
  func changing(_ word: UInt, to object: Unmanaged<AnyObject>?) -> EngineMap {
    var result = map
    Self.require(
      object.map { chamt_map_assoc(map, word, chamt_word(bitPattern: $0.toOpaque()), &result) }
        ?? chamt_map_without(map, word, &result))
    return EngineMap(map: result)
  }

  private static func require(_ status: chamt_status) {
    // Trap, as Swift does when it cannot allocate an object: a context that silently lost a binding would be
    // worse. No other status is possible: an editor is used in one place, which finishes it once, and no
    // callback of the families can reach it.
    guard status == CHAMT_OK else { fatalError("ContextVars: out of memory") }
  }

  /// The object that a word stands for. The engine holds one reference for each node that stores it.
  private static func object(_ word: chamt_word) -> Unmanaged<AnyObject> {
    // The word was made from an object in this file, and the map that it was read from keeps the object
    // alive.
    Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }

  private static func word(_ object: AnyObject) -> chamt_word {
    chamt_word(bitPattern: Unmanaged.passUnretained(object).toOpaque())
  }
}

// MARK: - Several changes at once

extension EngineMap {
  /// A map while it is being changed: nodes that no other map holds are edited in place.
  struct Editor {
    private var transient: chamt_transient

    /// Begins with `map`, which it retains.
    init(_ map: EngineMap) { transient = chamt_transient_make(map.retained().map) }

    /// Stores `object` under the word, or removes what is there if `object` is nil.
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

    /// The edited map, +1. The editor must not be used afterwards.
    mutating func finish() -> EngineMap {
      var result = chamt_map()
      EngineMap.require(chamt_transient_finish(&transient, &result))
      return EngineMap(map: result)
    }
  }
}

// MARK: - Walking

extension EngineMap {
  /// An iterator over what is stored, in an unspecified order. The caller keeps the map alive.
  ///
  /// `@unchecked Sendable`: a value, whose pointers lead into an immutable map.
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
  /// Whether both store equal values under the same words. Skips what the maps share. May run users' `==`.
  func isEqual(to other: EngineMap) -> Bool {
    chamt_map_equal(map, other.map, { left, right, _ in EngineMap.haveEqualValues(left, right) }, nil)
  }

  private static func haveEqualValues(_ left: chamt_word, _ right: chamt_word) -> Bool {
    haveEqualStoredValues(object(left).takeUnretainedValue(), object(right).takeUnretainedValue())
  }

  /// Calls `body` for each word under which this map and `earlier` store different values, with the value of
  /// each; nil stands for none. Skips what the maps share. May run users' `==`.
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
      // Not nil: `forEachChange` passes a pointer that is valid during the call.
      receiver!.assumingMemoryBound(to: ChangeReceiver.self).pointee.body(
        key, before.map { EngineMap.object($0).takeUnretainedValue() },
        after.map { EngineMap.object($0).takeUnretainedValue() })
      return true
    }
  }
}

// MARK: - The kinds of key

extension KeyDefinition {
  /// The key as a word of the engine. Valid as long as the definition lives, or a map that has it as a key.
  var word: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }

  fileprivate static func of(_ word: chamt_word) -> Unmanaged<KeyDefinition> {
    // The word was made by `word`, and the caller of the engine keeps the key alive.
    Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: word)!)
  }
}

extension EngineMap {
  /// Identity keys: a variable's number is its hash. Numbers are dense, so the trie over them is full.
  ///
  /// `nonisolated(unsafe)`: written once, before the first map is made, and never changed or freed. The same
  /// is true of `keys`.
  private nonisolated(unsafe) static let variables = makeFamily { _ in }

  /// Keys with their own hash and equality. A map keeps its keys alive beside the bindings.
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
