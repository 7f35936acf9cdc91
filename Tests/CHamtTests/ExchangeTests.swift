/// Exchanging values in place, without counting.
import CHamt
import Testing

@Suite struct ExchangeTests {
  private let family = TestFamily()
  private let many = Dictionary(uniqueKeysWithValues: (0..<200 as Range<UInt>).map { ($0, $0 + 1_000) })

  /// A transient of which nobody else holds a node.
  private func owning(_ model: [UInt: UInt], in family: TestFamily) throws -> Transient {
    let transient = Transient(sharing: family.empty)
    for (key, value) in model { try transient.assoc(key, value) }
    return transient
  }

  @Test func everyOwnValueIsExchangedAndTheOldOneComesOut() throws {
    do {
      let transient = try owning(many, in: family)
      for (key, value) in many { #expect(transient.exchange(key, value + 5_000) == value) }
      #expect(transient.exchange(3, 1) == 6_003)
      #expect(transient.exchange(3, 1) == 1, "for the same word")
      var model = many.mapValues { $0 + 5_000 }
      model[3] = 1
      let map = try transient.finish()
      map.expect(model)
      #expect(family.liveValues == Set(model.values))
    }
    family.expectNothingLeft()
  }

  @Test func whatIsNotBoundIsNotExchanged() throws {
    let transient = try owning([1: 10, 9: 20], in: family)
    // Nothing in the slot, another key in the slot, and no slots at all.
    for key in [2, 17, 1 << 40] as [UInt] { #expect(transient.exchange(key, 5) == nil) }
    #expect(Transient(sharing: family.empty).exchange(1, 5) == nil)
    try transient.finish().expect([1: 10, 9: 20])
  }

  @Test func whatSomebodyElseHoldsIsNotExchanged() throws {
    do {
      let transient = try owning(many, in: family)
      let map = try transient.finish()
      let shared = Transient(sharing: map)
      for key in many.keys { #expect(shared.exchange(key, 5) == nil) }
      map.expect(many)
      // A path has been copied since: that of 7, with which 15 shares the root alone.
      try shared.assoc(7, 70)
      #expect(shared.exchange(7, 71) == 70)
      #expect(shared.exchange(6, 5) == nil)
      map.expect(many)
      try shared.finish().expect(many.merging([7: 71]) { $1 })
    }
    family.expectNothingLeft()
  }

  @Test(.enabled(if: bitsPerLevel == 3)) func whatIsLentOrBorrowedIsNotExchanged() throws {
    do {
      let lender = try owning(many, in: family).finish()
      var borrower = Optional(try lender.assoc(7, 70))
      // The borrower's nodes are its own, but for what is in them.
      let transient = Transient(sharing: borrower!)
      borrower = nil
      #expect(transient.exchange(7, 71) == nil)
      try transient.finish().expect(many.merging([7: 70]) { $1 })
      lender.expect(many)
    }
    family.expectNothingLeft()
  }

  @Test func keysOfOneHashAndEqualKeysOfOtherWordsAreExchanged() throws {
    // Keys are equal modulo 100, and all have one hash.
    let family = TestFamily(hash: { _ in 7 }, equal: { $0 % 100 == $1 % 100 })
    do {
      let transient = try owning([1: 10, 2: 20, 3: 30], in: family)
      #expect(transient.exchange(102, 21) == 20)
      #expect(transient.exchange(4, 40) == nil)
      try transient.finish().expect([1: 10, 2: 21, 3: 30])
    }
    family.expectNothingLeft()
  }

  @Test func oneThatIsFinishedOrBusyExchangesNothing() throws {
    let finished = try owning([1: 10], in: family)
    _ = try finished.finish()
    #expect(finished.exchange(1, 11) == nil)

    let transient = try owning([1: 10, 2: 20], in: family)
    let isRefused = Counter()
    family.hooks.onAllocation = { if transient.exchange(1, 11) == nil { isRefused.increment() } }
    try transient.assoc(3, 30)
    family.hooks.onAllocation = nil
    #expect(isRefused.count > 0)
    try transient.finish().expect([1: 10, 2: 20, 3: 30])
  }
}
