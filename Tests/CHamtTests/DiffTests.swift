// How the difference of two maps is reported. ShapeTests checks which differences are found.
import CHamt
import Testing

@Suite struct DiffTests {
  let family = TestFamily()

  @Test func `added replaced and removed keys are reported with their values`() throws {
    let before = try family.map([1: 10, 2: 20, 3: 30])
    let after = try before.assoc(2, 21).without(3).assoc(4, 40)
    let changes = after.changes(since: before)
    #expect(changes.added == [4: 40])
    #expect(changes.replaced == [2: .init(before: 20, after: 21)])
    #expect(changes.removed == [3: 30])
  }

  @Test func `a map does not differ from itself nor from an equal one`() throws {
    let map = try family.map([1: 10, 2: 20, 1 << 40: 30])
    #expect(map.changes(since: map) == Changes())
    #expect(try map.assoc(5, 50).without(5).changes(since: map) == Changes())
    #expect(family.empty.changes(since: family.empty) == Changes())
  }

  @Test func `every entry is added since the empty map and removed in the other direction`() throws {
    let model = Dictionary(
      uniqueKeysWithValues: (0..<100).map { (UInt($0) &* 0x9E37_79B9_7F4A_7C15, UInt($0)) })
    let map = try family.map(model)
    #expect(map.changes(since: family.empty).added == model)
    #expect(family.empty.changes(since: map).removed == model)
  }

  @Test func `values that are equal by the caller's equality are not replaced`() throws {
    let before = try family.map([1: 101, 2: 102])
    let after = try family.map([1: 201, 2: 203])
    var replaced = 0
    withUnsafeMutablePointer(to: &replaced) { replaced in
      var changes = chamt_changes()
      changes.context = UnsafeMutableRawPointer(replaced)
      changes.equal_values = { before, after, _ in before % 100 == after % 100 }
      changes.replaced = { key, _, _, context in
        context!.assumingMemoryBound(to: Int.self).pointee += Int(key)
        return true
      }
      #expect(chamt_map_diff(before.handle, after.handle, &changes))
    }
    #expect(replaced == 2, "only key 2 has another value")
  }

  @Test func `a replaced key is reported with its word in the later map`() throws {
    let family = TestFamily(hash: { UInt64($0 % 100) }, equal: { $0 % 100 == $1 % 100 })
    let changes = try family.map([205: 2]).changes(since: try family.map([105: 1]))
    #expect(changes.replaced == [205: .init(before: 1, after: 2)])
    #expect(changes.added.isEmpty && changes.removed.isEmpty)
  }

  @Test func `callbacks that are missing are not called`() throws {
    let before = try family.map([1: 10, 2: 20])
    let after = try family.map([2: 21, 3: 30])
    var changes = chamt_changes()
    #expect(chamt_map_diff(before.handle, after.handle, &changes))
  }

  @Test func `nodes that the maps share are skipped`() throws {
    // 100 keys with one hash, in a node that takes thousands of comparisons to compare. Key 100 + n is equal
    // to key n, but is a different word.
    let compared = Counter()
    let family = TestFamily(
      hash: { $0 < 200 ? 0 : UInt64($0) },
      equal: { left, right in
        compared.increment()
        return left % 100 == right % 100
      })
    let one = try family.map(Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, $0) }))
    let other = try family.map(Dictionary(uniqueKeysWithValues: (100..<200).map { ($0, $0 - 100) }))
    let before = compared.count
    #expect(other.changes(since: one) == Changes())
    #expect(compared.count > before + 1_000)

    let changed = try one.assoc(201, 1)
    let start = compared.count
    #expect(changed.changes(since: one).added == [201: 1])
    #expect(changed.isEqual(to: one) == false)
    #expect(compared.count == start)
  }
}
