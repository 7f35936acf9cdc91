// Statistics and dumps of maps.
import CHamt
import Testing

@Suite struct InspectTests {
  let family = TestFamily()

  @Test func `the empty map has no nodes and no bytes`() {
    let statistics = family.empty.statistics
    #expect(statistics.nodes == 0 && statistics.depth == 0 && statistics.bytes == 0)
    #expect(statistics.shared_nodes == 0 && statistics.collision_nodes == 0)
  }

  @Test(arguments: TreeShape.all)
  func `statistics count the nodes and bytes that were allocated`(shape: TreeShape) throws {
    let family = shape.family()
    let map = try family.mapInPlace(shape.model)
    let statistics = map.statistics
    #expect(statistics.nodes == map.nodes.count)
    #expect(statistics.bytes == family.liveBytes)
    #expect(statistics.shared_nodes == 0)
    #expect(statistics.depth <= Int(CHAMT_MAX_DEPTH))
  }

  @Test func `depth counts the nodes of the longest path`() throws {
    #expect(try family.map([1: 1]).statistics.depth == 1)
    #expect(try family.map([1: 1, 1 + UInt(CHAMT_SLOTS): 2]).statistics.depth == 2)
    let collision = try TestFamily(hash: { _ in 0 }).map([1: 1, 2: 2]).statistics
    #expect(collision.depth == Int(CHAMT_MAX_DEPTH))
    #expect(collision.collision_nodes == 1)
  }

  @Test func `a derived map shares all nodes except its path`() throws {
    let slots = UInt(CHAMT_SLOTS)
    let map = try family.mapInPlace(Dictionary(uniqueKeysWithValues: (0..<slots * 2).map { ($0, $0) }))
    let derived = try map.assoc(0, 99)
    #expect(map.statistics.nodes == Int(slots) + 1)
    #expect(derived.statistics.shared_nodes == Int(slots) - 1)
    #expect(map.statistics.shared_nodes == Int(slots) - 1)
  }

  @Test func `the dump shows each node and entry with its path`() throws {
    let slots = UInt(CHAMT_SLOTS)
    let map = try family.map([0: 0x2A, 1: 0, 1 + slots: .max])
    let statistics = map.statistics
    #expect(
      map.dump == """
        map of 3 entries: 2 nodes, depth 2, \(statistics.bytes) bytes
          root: node, 3 entries in it and below
          0: 0x0 = 0x2a
          1: node, 2 entries in it and below
          1.0: 0x1 = 0x0
          1.1: 0x\(String(1 + slots, radix: 16)) = 0xffffffffffffffff

        """)
  }

  @Test func `the dump of a collision lists its entries at the end of the longest path`() throws {
    let map = try TestFamily(hash: { _ in 0 }).map([1: 2, 3: 4])
    let levels = Int(CHAMT_MAX_DEPTH) - 1
    let path = Array(repeating: "0", count: levels).joined(separator: ".")
    #expect(map.dump.contains("  \(path): collision node, 2 entries in it and below\n"))
    #expect(map.dump.contains("  \(path): 0x1 = 0x2\n"))
    #expect(map.dump.contains("  \(path): 0x3 = 0x4\n"))
    #expect(!map.dump.contains("shared"))
    let kept = Map(family: map.family, owning: chamt_map_retain(map.handle))
    #expect(kept.dump.contains("  root: shared node, 2 entries in it and below\n"))
    #expect(family.empty.dump == "map of 0 entries: 0 nodes, depth 0, 0 bytes\n")
  }
}
