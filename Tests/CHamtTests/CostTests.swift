// The cost of operations in exact counts of allocations, bytes and references, for nodes of 8 slots and words
// of 8 bytes.
import CHamt
import Testing

@Suite(
  .enabled(
    if: bitsPerLevel == 3 && MemoryLayout<UInt>.size == 8,
    "the counts hold for 8 slots per node and words of 64 bits"))
struct CostTests {
  let family = TestFamily()

  /// The size of a node: 16 bytes, plus 16 for each entry and 8 for each child.
  private func bytes(entries: Int, children: Int) -> Int {
    16 + 16 * entries + 8 * children
  }

  private func cost(of body: () throws -> Void) rethrows -> TestFamily.Tally {
    let before = family.tally
    try body()
    return family.tally - before
  }

  private func dense(_ count: UInt) throws -> Map {
    try family.mapInPlace(Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, $0) }))
  }

  @Test func `reading allocates nothing and retains nothing`() throws {
    let map = try dense(1_000)
    let other = try map.assoc(3, 4)
    let cost = cost {
      #expect(map[999] == 999)
      #expect(map.entries.count == 1_000)
      #expect(!map.isEqual(to: other))
      #expect(other.changes(since: map).replaced.count == 1)
      #expect(map.statistics.nodes == 561)
      chamt_map_release(chamt_map_retain(map.handle))
    }
    #expect(cost == TestFamily.Tally())
  }

  @Test func `the first entry allocates one node`() throws {
    let cost = try cost { _ = try family.empty.assoc(5, 6) }
    #expect(
      cost
        == TestFamily.Tally(
          allocations: 1, allocatedBytes: bytes(entries: 1, children: 0), frees: 1, keyRetains: 1,
          valueRetains: 1, valueReleases: 1))
  }

  @Test
  func `replacing one of 64 entries copies the root and a leaf and retains the leaf's entries`()
    throws
  {
    let map = try dense(64)
    let cost = try cost { _ = try map.assoc(20, 1) }
    #expect(
      cost
        == TestFamily.Tally(
          allocations: 2,
          allocatedBytes: bytes(entries: 0, children: 8)
            + bytes(entries: 8, children: 0),
          frees: 2, keyRetains: 8, valueRetains: 8, valueReleases: 8))
  }

  @Test func `unbinding one of 64 entries copies the root and a leaf and retains the leaf's other entries`()
    throws
  {
    let map = try dense(64)
    let cost = try cost { _ = try map.without(20) }
    #expect(
      cost
        == TestFamily.Tally(
          allocations: 2,
          allocatedBytes: bytes(entries: 0, children: 8)
            + bytes(entries: 7, children: 0),
          frees: 2, keyRetains: 7, valueRetains: 7, valueReleases: 7))
  }

  @Test func `a change to a map of 1000 entries copies four nodes`() throws {
    // 700 is 0o1274. Of the keys that end in 0o74, there are two for each value of the next digit except the
    // last, which has one.
    let map = try dense(1_000)
    let cost = try cost { _ = try map.assoc(700, 1) }
    #expect(
      cost
        == TestFamily.Tally(
          allocations: 4,
          allocatedBytes: bytes(entries: 0, children: 8) * 2
            + bytes(entries: 1, children: 7) + bytes(entries: 2, children: 0),
          frees: 4, keyRetains: 3, valueRetains: 3, valueReleases: 3))
  }

  @Test func `replacing in place retains one value and releases one`() throws {
    let transient = Transient(sharing: try dense(1_000))
    let cost = try cost { try transient.assoc(700, 1) }
    #expect(cost == TestFamily.Tally(valueRetains: 1, valueReleases: 1))
  }

  @Test func `inserting in place reallocates one node`() throws {
    let transient = Transient(sharing: try dense(63))
    let cost = try cost { try transient.assoc(63, 1) }
    #expect(
      cost
        == TestFamily.Tally(
          allocations: 1, allocatedBytes: bytes(entries: 8, children: 0), frees: 1, keyRetains: 1,
          valueRetains: 1))
  }

  @Test func `removing in place reallocates one node`() throws {
    let transient = Transient(sharing: try dense(64))
    let cost = try cost { try transient.without(9) }
    #expect(
      cost
        == TestFamily.Tally(
          allocations: 1, allocatedBytes: bytes(entries: 7, children: 0), frees: 1, valueReleases: 1))
  }

  @Test func `building in place retains each key once and again when it moves down`() throws {
    let cost = try cost {
      let transient = Transient(sharing: family.empty)
      for key in 0..<1_000 as Range<UInt> { try transient.assoc(key, key) }
      let map = try transient.finish()
      #expect(map.statistics.bytes == 29_456)
      #expect(map.statistics.nodes == 561)
    }
    // One for each binding, and one for each node below the root: such a node begins with an entry pushed
    // down.
    #expect(cost.allocations == 1_000 + 560)
    #expect(cost.keyRetains == 1_000 + 560)
  }
}
