// The persistent map that Swift users have at hand.

import HashTreeCollections

/// `TreeDictionary`, swift-collections' hash trie.
package final class TreeMap<Value: Payload>: PeerMap {
  private let map: TreeDictionary<IdentityKey, Value>
  private let changed: TreeDictionary<IdentityKey, Value>
  private let other = Value(UInt.max)

  package init(keys: [UInt]) {
    map = TreeDictionary(uniqueKeysWithValues: keys.map { (IdentityKey($0), Value($0)) })
    var changed = map
    changed[IdentityKey(keys[0])] = other
    self.changed = changed
  }

  package var count: Int { map.count }

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

  package func iterate(calls: Int) -> UInt {
    var sum: UInt = 0
    for _ in 0..<calls {
      for (key, _) in map { sum &+= key.word }
    }
    return sum
  }

  package func equal(calls: Int) -> Int {
    var equal = 0
    for _ in 0..<calls where map == changed { equal += 1 }
    return equal
  }
}
