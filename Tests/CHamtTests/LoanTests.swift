/// What copies of a node borrow from it, and that nothing lives longer for it: eight slots a node.
import CHamt
import Testing

@Suite(.enabled(if: bitsPerLevel == 3)) struct LoanTests {
  let family = TestFamily()

  /// The values that maps hold, a reference or more each.
  private var values: Set<UInt> { family.liveValues }

  /// A root of eight entries, 0 to 7, bound to 100 and up; nothing in it is lent or borrowed.
  private func full() throws -> Map {
    try family.mapInPlace(Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 100 + $0) }))
  }

  @Test func aCopyBorrowsAndItsOriginalLends() throws {
    let map = try full()
    let before = family.tally
    let derived = try map.assoc(3, 7)
    #expect((family.tally - before).valueRetains == 1)
    #expect(map.statistics.lending_nodes == 1 && map.statistics.borrowing_nodes == 0)
    #expect(derived.statistics.lending_nodes == 0 && derived.statistics.borrowing_nodes == 1)
  }

  @Test func whatALenderReplacedGoesWithItAndTheRestStaysForTheBorrower() throws {
    do {
      var map: Map? = try full()
      let derived = try map!.assoc(3, 7)
      map = nil
      #expect(values == [100, 101, 102, 7, 104, 105, 106, 107])
      derived.expect([0: 100, 1: 101, 2: 102, 3: 7, 4: 104, 5: 105, 6: 106, 7: 107])
    }
    family.expectNothingLeft()
  }

  @Test func ofADeadLenderEachValueGoesWithTheLastBorrowerThatHasIt() throws {
    do {
      var map: Map? = try full()
      var first: Map? = try map!.assoc(3, 7)
      var second: Map? = try map!.without(5)
      let third = try second!.assoc(3, 8)
      map = nil
      #expect(values == [100, 101, 102, 103, 104, 105, 106, 107, 7, 8])
      first = nil
      #expect(values == [100, 101, 102, 103, 104, 106, 107, 8])
      second = nil
      #expect(values == [100, 101, 102, 104, 106, 107, 8])
      third.expect([0: 100, 1: 101, 2: 102, 3: 8, 4: 104, 6: 106, 7: 107])
      _ = (first, second)
    }
    family.expectNothingLeft()
  }

  @Test func borrowersMayGoBeforeTheirLender() throws {
    do {
      let map = try full()
      for key in 0..<8 as Range<UInt> { _ = try map.assoc(key, 7) }
      #expect(values == Set(100...107))
      #expect(map.statistics.lending_nodes == 0)
      map.expect(Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 100 + $0) }))
    }
    family.expectNothingLeft()
  }

  @Test func aLongHistoryKeepsNoMoreThanOneDeadNodeForEachLivingOne() throws {
    do {
      var map = try full()
      let bytes = family.liveBytes
      for step in 0..<1_000 as Range<UInt> {
        map = try map.assoc(step % 8, 200 + step)
        #expect(family.liveBytes <= 2 * bytes + 2 * 16)
        #expect(values.count == 8)
      }
      map.expect(Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 1_192 + $0) }))
    }
    family.expectNothingLeft()
  }

  @Test func aBorrowerWithMuchOfItsOwnSettlesAndLends() throws {
    do {
      var map: Map? = try full()
      var derived: Map? = try map!.assoc(0, 1).assoc(1, 2)
      map = nil
      let kept = (0..<4).map { try? derived!.assoc(4 + $0, 9) }
      #expect(derived!.statistics.borrowing_nodes == 1 && derived!.statistics.lending_nodes == 1)
      let before = family.tally
      _ = try derived!.assoc(7, 10)
      #expect((family.tally - before).valueRetains == 1)
      derived = nil
      #expect(values == [1, 2, 102, 103, 104, 105, 106, 107, 9])
      _ = (map, derived)
      kept[0]?.expect([0: 1, 1: 2, 2: 102, 3: 103, 4: 9, 5: 105, 6: 106, 7: 107])
    }
    family.expectNothingLeft()
  }

  @Test func aNodeIsSettledOnceThoughItsCountingSettlesItToo() throws {
    do {
      let derived = try full().assoc(0, 1).assoc(1, 2)
      let inside = Kept()
      family.hooks.onRetain = { [family] value in
        guard value == 103, inside.map == nil else { return }
        inside.map = derived
        inside.map = try! derived.assoc(7, 11)
        _ = family
      }
      let outside = try derived.assoc(6, 12)
      family.hooks.onRetain = nil
      outside.expect([0: 1, 1: 2, 2: 102, 3: 103, 4: 104, 5: 105, 6: 12, 7: 107])
      inside.map?.expect([0: 1, 1: 2, 2: 102, 3: 103, 4: 104, 5: 105, 6: 106, 7: 11])
      inside.map = nil
    }
    family.expectNothingLeft()
  }

  @Test func whoFindsTooManyBorrowersCountsInstead() throws {
    do {
      var map: Map? = try full()
      let many = try (0..<200 as Range<UInt>).map { try map!.assoc($0 % 8, 300 + $0) }
      let borrowing = many.filter { $0.statistics.borrowing_nodes == 1 }.count
      #expect(borrowing >= 64 && borrowing < 200)
      map = nil
      for (n, version) in many.enumerated() {
        #expect(version[UInt(n) % 8] == 300 + UInt(n))
        #expect(version[UInt(n + 1) % 8] == 100 + UInt(n + 1) % 8)
      }
    }
    family.expectNothingLeft()
  }

  @Test func aRefusedAllocationGivesTheLoanBack() throws {
    let map = try full()
    family.failAllocation(after: 0)
    #expect(throws: OutOfMemory.self) { try map.assoc(3, 7) }
    #expect(map.statistics.lending_nodes == 0)
  }

  @Test func aTransientCopiesALenderAndEditsInPlaceWhatADeadOneHasLeft() throws {
    do {
      var map: Map? = try full()
      let transient = Transient(sharing: try map!.assoc(3, 7))
      try transient.assoc(4, 8)
      map!.expect(Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, 100 + $0) }))
      map = nil

      var other: Map? = try full()
      let heir = Transient(sharing: try other!.assoc(3, 7))
      other = nil
      let before = family.tally
      try heir.assoc(4, 8)
      #expect(family.tally - before == TestFamily.Tally(valueRetains: 1, valueReleases: 1))
      #expect(try heir.finish().statistics.borrowing_nodes == 1)
      _ = (map, other)
    }
    family.expectNothingLeft()
  }

  @Test func lendersAndSettledNodesAreReleasedInsideAnotherRelease() throws {
    do {
      let lender = Kept()
      let settled = Kept()
      lender.map = try full()
      settled.map = try full().assoc(0, 1).assoc(1, 2)
      let borrowers = [try lender.map!.assoc(0, 5), try settled.map!.assoc(0, 6)]
      family.hooks.onRelease = { value in
        guard value == 77 else { return }
        lender.map = nil
        settled.map = nil
      }
      _ = try family.empty.assoc(9, 77)
      family.hooks.onRelease = nil
      borrowers[0].expect([0: 5, 1: 101, 2: 102, 3: 103, 4: 104, 5: 105, 6: 106, 7: 107])
      borrowers[1].expect([0: 6, 1: 2, 2: 102, 3: 103, 4: 104, 5: 105, 6: 106, 7: 107])
      withExtendedLifetime(borrowers) { #expect(values == Set(101...107).union([5, 6, 2])) }
    }
    family.expectNothingLeft()
  }

  @Test func aCountOfReferencesThatIsFullNeverFalls() throws {
    let map = try family.map([1: 10])
    let root = UnsafeMutablePointer(mutating: map.handle.root!)
    root.pointee.references = 1 << 31
    _ = chamt_map_retain(map.handle)
    #expect(root.pointee.references == 3 << 30)
    chamt_map_release(map.handle)
    #expect(root.pointee.references == 3 << 30)
    root.pointee.references = 1
  }

  @Test func manyThreadsBorrowSettleAndReturnAtOnce() async throws {
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

/// A map that callbacks drop or replace.
private final class Kept: @unchecked Sendable {
  var map: Map?
}
