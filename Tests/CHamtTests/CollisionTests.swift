/// General keys: chosen hashes, equality that is not identity, and keys that share all 64 bits of hash.
import CHamt
import Testing

@Suite struct CollisionTests {
  @Test func keysOfOneHashAreKeptApart() throws {
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

  @Test func aCollisionNodeThatShrinksToOneMovesUpToTheRoot() throws {
    let family = TestFamily(hash: { _ in .max })
    let two = try family.map([1: 10, 2: 20])
    let one = try two.without(2)
    one.expect([1: 10])
    #expect(one.nodes.count == 1)
    #expect(try one.without(1).isSameVersion(as: family.empty))
    two.expect([1: 10, 2: 20])
  }

  @Test func aKeyThatPartsAtTheLastDigitStandsBesideTheCollision() throws {
    // The last digit takes what bits are left, the top ones of the hash.
    let family = TestFamily(hash: { $0 == 3 ? 1 << 63 : 0 })
    let model: [UInt: UInt] = [1: 10, 2: 20, 3: 30]
    let map = try family.map(model)
    map.expect(model)
    try map.without(3).expect([1: 10, 2: 20])
    try map.without(1).expect([2: 20, 3: 30])
    #expect(try map.without(4).isSameVersion(as: map))
  }

  @Test func aWalkReachesTheBottomOfTheDeepestTree() throws {
    // One key a level on the way down, and two of one hash at the end: CPython's iterator lacked this level.
    let digits = Int(CHAMT_MAX_DEPTH) - 1
    let family = TestFamily(hash: { key in
      key < UInt(digits) ? (1 << (UInt64(key) * UInt64(bitsPerLevel))) : 0
    })
    let model = Dictionary(uniqueKeysWithValues: (0..<UInt(digits) + 3).map { ($0, $0 + 100) })
    let map = try family.map(model)
    #expect(map.nodes.count == Int(CHAMT_MAX_DEPTH))
    map.expect(model)
  }

  @Test func keysAreEqualByTheFamilysEquality() throws {
    // Words are equal if their last two decimal digits are.
    let family = TestFamily(hash: { UInt64($0 % 100) << 7 }, equal: { $0 % 100 == $1 % 100 })
    do {
      let map = try family.map([105: 1, 242: 2])
      #expect(map[5] == 1)
      #expect(map[905] == 1)
      let replaced = try map.assoc(905, 3)
      // The first word stays, as it does in Swift's and Python's dictionaries.
      replaced.expect([105: 3, 242: 2])
      #expect(try map.assoc(905, 1).isSameVersion(as: map))
      try replaced.without(342).expect([105: 3])
    }
    family.expectNothingLeft()
  }

  @Test func equalWordsAreEqualKeysWithoutAskingTheFamily() throws {
    let family = TestFamily(
      hash: { _ in 0 },
      equal: { left, right in
        precondition(left != right, "asked about a word and itself")
        return false
      })
    #expect(try family.map([1: 10, 2: 20])[2] == 20)
  }
}
