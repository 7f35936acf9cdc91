// How long values live: as long as a version binds them, and no longer.
import CHamt
import Testing

@Suite struct ValueTests {
  let family = TestFamily()

  /// Eight entries, 0 to 7, bound to 100 and up.
  private func full() throws -> Map {
    try family.mapInPlace(Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 100 + $0) }))
  }

  @Test func `a value is released with the last version that binds it`() throws {
    do {
      var map: Map? = try full()
      var first: Map? = try map!.assoc(3, 7)
      var second: Map? = try map!.without(5)
      let third = try second!.assoc(3, 8)
      map = nil
      #expect(family.liveValues == [100, 101, 102, 103, 104, 105, 106, 107, 7, 8])
      first = nil
      #expect(family.liveValues == [100, 101, 102, 103, 104, 106, 107, 8])
      second = nil
      #expect(family.liveValues == [100, 101, 102, 104, 106, 107, 8])
      third.expect([0: 100, 1: 101, 2: 102, 3: 8, 4: 104, 6: 106, 7: 107])
      _ = (first, second)
    }
    family.expectNothingLeft()
  }

  @Test func `a long history keeps no more than the last version`() throws {
    do {
      var map = try full()
      let bytes = family.liveBytes
      for step in 0..<1_000 as Range<UInt> {
        map = try map.assoc(step % 8, 200 + step)
        #expect(family.liveBytes == bytes)
        #expect(family.liveValues.count == 8)
      }
      map.expect(Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 1_192 + $0) }))
    }
    family.expectNothingLeft()
  }

  @Test func `a transient copies nodes that a version holds and edits in place those that none holds`()
    throws
  {
    do {
      var map: Map? = try full()
      let transient = Transient(sharing: try map!.assoc(3, 7))
      try transient.assoc(4, 8)
      map!.expect(Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 100 + $0) }))
      map = nil
      let before = family.tally
      try transient.assoc(5, 9)
      #expect(family.tally - before == TestFamily.Tally(valueRetains: 1, valueReleases: 1))
      _ = map
    }
    family.expectNothingLeft()
  }

  @Test func `a saturated reference count never falls`() throws {
    let map = try family.map([1: 10])
    let root = UnsafeMutablePointer(mutating: map.handle.root!)
    root.pointee.references = 1 << 31
    _ = chamt_map_retain(map.handle)
    #expect(root.pointee.references == 3 << 30)
    chamt_map_release(map.handle)
    #expect(root.pointee.references == 3 << 30)
    root.pointee.references = 1
  }

  @Test func `many threads derive and drop at once`() async throws {
    do {
      for round in 0..<40 as Range<UInt> {
        var map: Map? = try full()
        for key in 0..<round % 5 { map = try map!.assoc(key, round) }
        let shared = map!
        map = nil
        await withTaskGroup { group in
          for worker in 0..<4 as Range<UInt> {
            group.addTask {
              var own = shared
              for step in 0..<20 as Range<UInt> {
                own = try! (step % 3 == 0 ? shared : own).assoc((step + worker) % 8, worker)
                #expect(own[(step + worker) % 8] == worker)
              }
            }
          }
        }
      }
    }
    family.expectNothingLeft()
  }
}
