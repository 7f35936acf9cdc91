// General keys: chosen hashes, equality other than identity, and keys that share all 64 bits of their hash.
import CHamt
import Testing

@Suite struct CollisionTests {
  @Test func `keys of one hash are kept apart`() throws {
    let family = TestFamily(hash: { _ in 0xABCD })
    do {
      let model: [UInt: UInt] = [1: 10, 2: 20, 3: 30]
      let map = try family.map(model)
      map.expect(model)
      #expect(map[4] == nil)
      #expect(map.nodes.count == Int(CHAMT_MAX_DEPTH))

      try map.assoc(2, 21).expect([1: 10, 2: 21, 3: 30])
      #expect(try map.assoc(2, 20).isSameVersion(as: map))
      #expect(try map.without(4).isSameVersion(as: map))
      try map.without(1).expect([2: 20, 3: 30])
      map.expect(model)
    }
    family.expectNothingLeft()
  }

  @Test func `the last entry of a collision node moves up to the root`() throws {
    let family = TestFamily(hash: { _ in .max })
    let two = try family.map([1: 10, 2: 20])
    let one = try two.without(2)
    one.expect([1: 10])
    #expect(one.nodes.count == 1)
    #expect(try one.without(1).isSameVersion(as: family.empty))
    two.expect([1: 10, 2: 20])
  }

  @Test func `a key that differs in the last digit stands beside the collision`() throws {
    // The last digit takes the remaining bits, the top ones of the hash.
    let family = TestFamily(hash: { $0 == 3 ? 1 << 63 : 0 })
    let model: [UInt: UInt] = [1: 10, 2: 20, 3: 30]
    let map = try family.map(model)
    map.expect(model)
    try map.without(3).expect([1: 10, 2: 20])
    try map.without(1).expect([2: 20, 3: 30])
    #expect(try map.without(4).isSameVersion(as: map))
  }

  // python/cpython issue 93065: the iterator had no room for the last level.
  @Test func `a walk reaches the bottom of the deepest tree`() throws {
    // At every level, a child with two entries beside the path is still unvisited when the walk
    // reaches the bottom, where two keys share one hash. The walk's path is then as long as it can be.
    let levels = Int(CHAMT_MAX_DEPTH) - 1
    let beside = (0..<levels - 1).flatMap { level -> [UInt64] in
      let one: UInt64 = 1 << UInt64(level * bitsPerLevel)
      return [one, one | one << UInt64(bitsPerLevel)]
    }
    let hashes = beside + [0, 0]
    let family = TestFamily(hash: { hashes[Int($0)] })
    let model = Dictionary(uniqueKeysWithValues: hashes.indices.map { (UInt($0), UInt($0) + 100) })
    let map = try family.map(model)
    #expect(map.statistics.depth == Int(CHAMT_MAX_DEPTH))
    map.expect(model)
  }

  @Test func `keys are compared with the family's equality`() throws {
    // Two words are equal if their last two decimal digits are equal.
    let family = TestFamily(hash: { UInt64($0 % 100) << 7 }, equal: { $0 % 100 == $1 % 100 })
    do {
      let map = try family.map([105: 1, 242: 2])
      #expect(map[5] == 1)
      #expect(map[905] == 1)
      let replaced = try map.assoc(905, 3)
      // The first key word stays, as in Swift's and Python's dictionaries.
      replaced.expect([105: 3, 242: 2])
      #expect(try map.assoc(905, 1).isSameVersion(as: map))
      try replaced.without(342).expect([105: 3])
    }
    family.expectNothingLeft()
  }

  @Test func `identical words are equal keys without a call of the equality`() throws {
    let family = TestFamily(
      hash: { _ in 0 },
      equal: { left, right in
        precondition(left != right, "the equality was called for a word and itself")
        return false
      })
    #expect(try family.map([1: 10, 2: 20])[2] == 20)
  }
}
