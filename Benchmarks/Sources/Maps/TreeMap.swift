// The persistent map that Swift users have at hand.

package import HashTreeCollections

/// `TreeDictionary`, swift-collections' hash trie.
package final class TreeMap<Value: Payload>: PeerMap {
  private let map: TreeDictionary<IdentityKey, Value>
  private let other = Value(UInt.max)

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package init(keys: [UInt]) {
    map = TreeDictionary(uniqueKeysWithValues: keys.map { (IdentityKey($0), Value($0)) })
  }

  package var count: Int { map.count }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
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

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
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

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
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

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func iterate(calls: Int) -> UInt {
    var sum: UInt = 0
    for _ in 0..<calls {
      for (key, _) in map { sum &+= key.word }
    }
    return sum
  }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func equal(_ version: TreeDictionary<IdentityKey, Value>, calls: Int) -> Int {
    var equal = 0
    for _ in 0..<calls where map == version { equal += 1 }
    return equal
  }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func version(changing key: UInt) -> TreeDictionary<IdentityKey, Value> {
    var version = map
    version[IdentityKey(key)] = other
    return version
  }
}
