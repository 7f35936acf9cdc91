// When two maps are equal.
import CHamt
import Testing

@Suite struct EqualityTests {
  @Test func `maps of the same content are equal however they were built`() throws {
    let family = TestFamily()
    let keys = (0..<300 as Range<UInt>).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
    let forwards = try keys.reduce(family.empty) { try $0.assoc($1, $1) }
    let backwards = try keys.reversed().reduce(family.empty) { try $0.assoc($1, $1) }
    #expect(forwards.isEqual(to: backwards))
    #expect(try forwards.assoc(1, 1).without(1).isEqual(to: backwards))
    #expect(family.empty.isEqual(to: family.empty))
  }

  @Test func `a different key or value anywhere makes maps unequal`() throws {
    let family = TestFamily()
    let keys = (0..<300 as Range<UInt>).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
    let map = try keys.reduce(family.empty) { try $0.assoc($1, $1) }
    for key in keys {
      #expect(!(try map.assoc(key, key &+ 1).isEqual(to: map)))
      #expect(!(try map.without(key).isEqual(to: map)))
      #expect(!(try map.without(key).assoc(key ^ 1, key).isEqual(to: map)))
    }
    #expect(!family.empty.isEqual(to: map))
    #expect(!map.isEqual(to: family.empty))
  }

  @Test func `the order of arrival in a collision does not make maps unequal`() throws {
    let family = TestFamily(hash: { _ in 7 })
    let forwards = try family.empty.assoc(1, 10).assoc(2, 20).assoc(3, 30)
    let backwards = try family.empty.assoc(3, 30).assoc(2, 20).assoc(1, 10)
    #expect(forwards.isEqual(to: backwards))
    #expect(!(try backwards.assoc(2, 21).isEqual(to: forwards)))
    #expect(!(try backwards.without(2).assoc(4, 20).isEqual(to: forwards)))
  }

  @Test func `nodes that maps share are not compared`() throws {
    // A collision of 50 keys, each of which has two equal words: comparing two copies calls the equality
    // often.
    let compared = Counter()
    let family = TestFamily(
      hash: { $0 < 100 ? 0 : UInt64($0) },
      equal: { left, right in
        compared.increment()
        return left % 50 == right % 50
      })
    let map = try family.map(Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, $0) }))
    let copy = try family.map(Dictionary(uniqueKeysWithValues: (50..<100).map { ($0, $0 - 50) }))
    let before = compared.count
    #expect(map.isEqual(to: copy))
    #expect(compared.count > before + 50)
    // The same count at the root, but another value at the end of another path.
    let changed = try map.assoc(201, 1)
    let other = try changed.assoc(201, 2)
    let back = try other.assoc(201, 1)
    // Identical key words are not compared, so only a copy with different words would show a comparison.
    let mixed = try back.without(0).assoc(50, 0)
    let start = compared.count
    #expect(changed.isEqual(to: back))
    #expect(!changed.isEqual(to: other))
    #expect(compared.count == start)
    #expect(changed.isEqual(to: mixed))
    #expect(compared.count > start)
  }

  @Test func `values are compared by the caller's equality if there is one`() throws {
    let family = TestFamily()
    let ones = try family.map([1: 101, 2: 202])
    let tens = try family.map([1: 1, 2: 2])
    #expect(!ones.isEqual(to: tens))
    let byLastDigits = chamt_map_equal(
      ones.handle, tens.handle, { left, right, _ in left % 100 == right % 100 }, nil)
    #expect(byLastDigits)
    let never = chamt_map_equal(ones.handle, tens.handle, { _, _, _ in false }, nil)
    #expect(!never)
  }

  @Test func `the caller's equality is called only for values whose words differ`() throws {
    let family = TestFamily()
    let map = try (0..<10_000 as Range<UInt>).reduce(family.empty) { try $0.assoc($1, $1) }
    let changed = try map.assoc(5_000, 1 << 40)
    var asked = 0
    let equal = withUnsafeMutablePointer(to: &asked) { asked in
      chamt_map_equal(
        map.handle, changed.handle,
        { _, _, context in
          context!.assumingMemoryBound(to: Int.self).pointee += 1
          return true
        }, asked)
    }
    #expect(equal)
    #expect(asked == 1)
  }
}
