// Runs the same loops over Swift's two dictionaries, the standard library's and swift-collections'.

package import HashTreeCollections

/// `Dictionary`, the map that needs no dependency: changing a copy copies every entry.
package typealias DictionaryMap<Value: Payload> = DictionaryLoops<Dictionary<IdentityKey, Value>>
/// `TreeDictionary`, swift-collections' hash trie: the persistent map that is available to Swift users today.
package typealias TreeMap<Value: Payload> = DictionaryLoops<TreeDictionary<IdentityKey, Value>>

/// The requirements of the loops. The loops are specialised for each measured dictionary, so they run as if
/// they had been written for it.
package protocol IdentityDictionary: Equatable, Sendable, Sequence
where Element == (key: IdentityKey, value: Value) {
  associatedtype Value: Payload

  init(uniqueKeysWithValues bindings: some Sequence<(IdentityKey, Value)>)

  var count: Int { get }
  subscript(key: IdentityKey) -> Value? { get set }
}

extension Dictionary: IdentityDictionary where Key == IdentityKey, Value: Payload {}
extension TreeDictionary: IdentityDictionary where Key == IdentityKey, Value: Payload {}

/// A dictionary under measurement.
package final class DictionaryLoops<Map: IdentityDictionary>: PeerMap {
  private let map: Map
  private let other = Map.Value(UInt.max)

  @_specialize(where Map == Dictionary<IdentityKey, Object>)
  @_specialize(where Map == Dictionary<IdentityKey, UInt>)
  @_specialize(where Map == TreeDictionary<IdentityKey, Object>)
  @_specialize(where Map == TreeDictionary<IdentityKey, UInt>)
  package init(keys: [UInt]) {
    map = Map(uniqueKeysWithValues: keys.map { (IdentityKey($0), Map.Value($0)) })
  }

  package var count: Int { map.count }

  @_specialize(where Map == Dictionary<IdentityKey, Object>)
  @_specialize(where Map == Dictionary<IdentityKey, UInt>)
  @_specialize(where Map == TreeDictionary<IdentityKey, Object>)
  @_specialize(where Map == TreeDictionary<IdentityKey, UInt>)
  package func find(_ keys: [UInt], calls: Int) -> Int {
    let map = map
    var (right, waits) = (0, UInt(0))
    keys.forCalls(calls) { key in
      guard let found = map[IdentityKey(key &+ waits)] else { return }
      right += 1
      waits = found.word >> 63
    }
    return right
  }

  @_specialize(where Map == Dictionary<IdentityKey, Object>)
  @_specialize(where Map == Dictionary<IdentityKey, UInt>)
  @_specialize(where Map == TreeDictionary<IdentityKey, Object>)
  @_specialize(where Map == TreeDictionary<IdentityKey, UInt>)
  package func assoc(_ keys: [UInt], calls: Int) -> Int {
    let (map, other) = (map, other)
    var sum = 0
    keys.forCalls(calls) { key in
      var out = map
      out[IdentityKey(key)] = other
      sum += out.count
    }
    return sum
  }

  @_specialize(where Map == Dictionary<IdentityKey, Object>)
  @_specialize(where Map == Dictionary<IdentityKey, UInt>)
  @_specialize(where Map == TreeDictionary<IdentityKey, Object>)
  @_specialize(where Map == TreeDictionary<IdentityKey, UInt>)
  package func without(_ keys: [UInt], calls: Int) -> Int {
    let map = map
    var sum = 0
    keys.forCalls(calls) { key in
      var out = map
      out[IdentityKey(key)] = nil
      sum += out.count
    }
    return sum
  }

  @_specialize(where Map == Dictionary<IdentityKey, Object>)
  @_specialize(where Map == Dictionary<IdentityKey, UInt>)
  @_specialize(where Map == TreeDictionary<IdentityKey, Object>)
  @_specialize(where Map == TreeDictionary<IdentityKey, UInt>)
  package func iterate(calls: Int) -> UInt {
    var sum: UInt = 0
    for _ in 0..<calls {
      for (key, _) in map { sum &+= key.word }
    }
    return sum
  }

  // Sensitive to code placement: on an AMD EPYC, identical instructions took `Dictionary` up to three times
  // as long when they began 16 bytes earlier.
  @_specialize(where Map == Dictionary<IdentityKey, Object>)
  @_specialize(where Map == Dictionary<IdentityKey, UInt>)
  @_specialize(where Map == TreeDictionary<IdentityKey, Object>)
  @_specialize(where Map == TreeDictionary<IdentityKey, UInt>)
  package func equal(_ version: Map, calls: Int) -> Int {
    var equal = 0
    for _ in 0..<calls where map == version { equal += 1 }
    return equal
  }

  @_specialize(where Map == Dictionary<IdentityKey, Object>)
  @_specialize(where Map == Dictionary<IdentityKey, UInt>)
  @_specialize(where Map == TreeDictionary<IdentityKey, Object>)
  @_specialize(where Map == TreeDictionary<IdentityKey, UInt>)
  package func version(changing key: UInt) -> Map {
    var version = map
    version[IdentityKey(key)] = other
    return version
  }
}
