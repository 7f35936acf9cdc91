// Binding, unbinding and looking up, mostly on maps small enough to check by hand.
import CHamt
import Testing

@Suite struct MapTests {
  let family = TestFamily()

  @Test func `the empty map has nothing and takes no memory`() throws {
    let map = family.empty
    #expect(map.count == 0)
    #expect(map[0] == nil)
    #expect(map.entries.isEmpty)
    #expect(family.tally.allocations == 0)
  }

  @Test func `a bound key is found and the old map does not have it`() throws {
    let old = try family.map([1: 10])
    let new = try old.assoc(2, 20)
    new.expect([1: 10, 2: 20])
    old.expect([1: 10])
  }

  @Test func `zero is a key and a value like any other`() throws {
    let map = try family.map([0: 0])
    map.expect([0: 0])
    #expect(map[0] == 0)
    #expect(map[1] == nil)
  }

  @Test func `the largest words are keys and values`() throws {
    try family.map([.max: .max, .max - 1: 0, .max >> 1: 1]).expect([.max: .max, .max - 1: 0, .max >> 1: 1])
  }

  @Test(arguments: Array(stride(from: 0, to: 64, by: bitsPerLevel)))
  func `keys are found at every depth and others are not`(sharedBits: Int) throws {
    // Two keys at the end of a chain. Looking up another key ends above them, in an empty slot beside them,
    // or at one of them.
    let far: UInt = 1 << UInt(sharedBits)
    for family in [TestFamily(), TestFamily(hash: { UInt64($0) })] {
      let map = try family.map([0: 1, far: 2])
      #expect(map.nodes.count == sharedBits / bitsPerLevel + 1)
      map.expect([0: 1, far: 2])
      for absent in [1, far << 1, far | 1 << 63, 1 << 63] where absent != far && absent != 0 {
        #expect(map[absent] == nil)
      }
    }
  }

  @Test func `binding a bound key replaces its value and keeps the count`() throws {
    let old = try family.map([1: 10, 2: 20])
    let new = try old.assoc(1, 11)
    new.expect([1: 11, 2: 20])
    old.expect([1: 10, 2: 20])
  }

  @Test func `binding a key to the word it has gives the same map`() throws {
    let map = try family.map([1: 10, 33: 20, 65: 30])
    for (key, value) in map.entries {
      let allocations = family.tally.allocations
      #expect(try map.assoc(key, value).isSameVersion(as: map))
      #expect(family.tally.allocations == allocations)
    }
  }

  @Test func `removing a missing key gives the same map`() throws {
    #expect(try family.empty.without(1).isSameVersion(as: family.empty))
    let map = try family.map([1: 10, 33: 20])
    for missing: UInt in [0, 2, 34, 65, 1 + 32 * 32] {
      #expect(try map.without(missing).isSameVersion(as: map))
    }
    let single = try family.map([1: 10])
    #expect(try single.without(33).isSameVersion(as: single))
  }

  @Test func `removing the last key gives the empty map`() throws {
    let map = try family.map([7: 70])
    #expect(try map.without(7).isSameVersion(as: family.empty))
    map.expect([7: 70])
  }

  @Test(arguments: [UInt(5), 10, 15, 60])
  func `an entry that is left alone in its node moves up to the root`(sharedBits: UInt) throws {
    // Two keys that differ only in the digit above `sharedBits`: a chain of nodes that vanishes with either
    // key.
    let near: UInt = 3
    let far: UInt = 3 | 1 << sharedBits
    let both = try family.map([near: 1, far: 2])
    #expect(both.nodes.count == Int(sharedBits) / bitsPerLevel + 1)
    for (gone, left) in [(near, far), (far, near)] {
      let one = try both.without(gone)
      one.expect([left: both[left]!])
      #expect(one.nodes.count == 1)
    }
    both.expect([near: 1, far: 2])
  }

  @Test func `a change shares all but one path of nodes`() throws {
    let map = try family.map(Dictionary(uniqueKeysWithValues: (0..<1_000).map { ($0, $0) }))
    let changed = try map.assoc(500, 0)
    let path = map.pathLength(of: 500)
    #expect(path > 1)
    #expect(map.nodes.count > 30)
    #expect(changed.nodes.subtracting(map.nodes).count == path)
    #expect(try map.without(500).nodes.subtracting(map.nodes).count == path)
  }

  @Test func `the shape depends only on the content`() throws {
    let keys = (0..<200).map { UInt($0) &* 0x9E37_79B9_7F4A_7C15 }
    let forwards = try keys.reduce(family.empty) { try $0.assoc($1, 1) }
    let backwards = try keys.reversed().reduce(family.empty) { try $0.assoc($1, 1) }
    let extra = keys.map { $0 ^ 1 << 63 }
    let detour = try extra.reduce(extra.reduce(forwards) { try $0.assoc($1, 2) }) { try $0.without($1) }
    #expect(forwards.shape == backwards.shape)
    #expect(forwards.shape == detour.shape)
  }

  @Test func `every retained reference is released`() throws {
    do {
      var map = family.empty
      for key in 0..<500 as Range<UInt> { map = try map.assoc(key &* 0x9E37_79B9_7F4A_7C15, key % 7) }
      for key in 0..<250 as Range<UInt> { map = try map.without(key &* 0x9E37_79B9_7F4A_7C15) }
      #expect(map.count == 250)
    }
    family.expectNothingLeft()
  }

  @Test func `a retained handle outlives the original one`() throws {
    var copy: Map?
    do {
      let map = try family.map([1: 10, 33: 20])
      copy = Map(family: family, owning: chamt_map_retain(map.handle))
    }
    copy?.expect([1: 10, 33: 20])
    copy = nil
    family.expectNothingLeft()
  }

  @Test func `without a hash the equality is not called`() throws {
    let family = TestFamily()
    family.pointer.pointee.equal = { _, _, _ in true }
    let map = try family.map([1: 10, 9: 90, 17: 170])
    map.expect([1: 10, 9: 90, 17: 170])
    try map.without(25).expect([1: 10, 9: 90, 17: 170])
    try map.without(9).expect([1: 10, 17: 170])
    let changes = try map.without(9).assoc(25, 5).changes(since: map)
    #expect(changes.removed == [9: 90] && changes.added == [25: 5] && changes.replaced.isEmpty)
    #expect(!map.isEqual(to: try map.without(9).assoc(25, 90)))
  }

  @Test func `without callbacks words are plain and memory comes from the standard library`() {
    withUnsafePointer(to: chamt_family()) { family in
      var maps = [chamt_map_empty(family)]
      for key in 0..<100 as Range<UInt> {
        var next = chamt_map()
        #expect(chamt_map_assoc(maps.last!, key, key + 1, &next) == CHAMT_OK)
        maps.append(next)
      }
      for (count, map) in maps.enumerated() {
        var value: UInt = 0
        #expect(chamt_map_count(map) == count)
        #expect(chamt_map_find(map, 99, &value) == (count == 100))
        chamt_map_release(map)
      }
    }
  }

  @Test func `without callbacks a transient edits plain words`() {
    withUnsafePointer(to: chamt_family()) { family in
      var transient = chamt_transient_make(chamt_map_empty(family))
      for key in 0..<100 as Range<UInt> { #expect(chamt_transient_assoc(&transient, key, 1) == CHAMT_OK) }
      for key in 0..<100 as Range<UInt> { #expect(chamt_transient_assoc(&transient, key, key) == CHAMT_OK) }
      for key in 0..<50 as Range<UInt> { #expect(chamt_transient_without(&transient, key) == CHAMT_OK) }
      var map = chamt_map()
      #expect(chamt_transient_finish(&transient, &map) == CHAMT_OK)
      #expect(chamt_map_count(map) == 50)
      var value: UInt = 0
      #expect(chamt_map_find(map, 99, &value) && value == 99)
      #expect(!chamt_map_find(map, 49, &value))
      chamt_map_release(map)
    }
  }
}
