// Makes every allocation fail once: the call reports it, all versions stay unchanged, and nothing leaks.
import CHamt
import Testing

@Suite struct FaultTests {
  /// The three ways to make a change.
  enum Way: CaseIterable, Sendable {
    case derive, editShared, editOwn
  }

  @Test(arguments: TreeShape.all, Way.allCases)
  func `any allocation of any change may fail`(shape: TreeShape, way: Way) throws {
    let family = shape.family()
    var changesThatAllocate = 0
    do {
      let map = try family.map(shape.model)
      for place in shape.places.indices {
        for change in [Change.assoc(UInt(place), 7), .without(UInt(place))] {
          let before = family.failures
          try sweep(change, of: map, shape.model, way)
          if family.failures > before { changesThatAllocate += 1 }
        }
      }
      map.expect(shape.model)
    }
    family.expectNothingLeft()
    #expect(changesThatAllocate > 0)
    print("FaultTests: \(family.failures) faults injected (\(shape.testDescription), \(way))")
  }

  /// Makes the change again and again: first the first allocation fails, then the second, until none fails.
  private func sweep(_ change: Change, of map: Map, _ model: [UInt: UInt], _ way: Way) throws {
    let family = map.family
    let expected = change.applied(to: model)
    for successes in 0... {
      let transient =
        switch way {
        case .derive: nil as Transient?
        case .editShared: Transient(sharing: map)
        case .editOwn: try Transient(model, in: family)
        }
      let failures = family.failures
      let bytes = family.liveBytes
      family.failAllocation(after: successes)
      defer { family.failAllocation(after: nil) }
      do {
        let changed: Map
        if let transient {
          try change.apply(to: transient)
          changed = try transient.finish()
        } else {
          changed = try change.applied(to: map)
        }
        changed.expect(expected)
        #expect(family.failures == failures, "\(change): a refused allocation went unnoticed")
        return
      } catch is OutOfMemory {
        #expect(family.failures == failures + 1)
        #expect(family.liveBytes == bytes, "\(change)")
        family.failAllocation(after: nil)
        map.expect(model)
        if let transient { try transient.finish().expect(model) }
      }
    }
  }

  @Test func `a transient is usable after a failure`() throws {
    let family = TestFamily()
    do {
      let transient = try Transient([1: 10], in: family)
      family.failAllocation(after: 0)
      #expect(throws: OutOfMemory.self) { try transient.assoc(2, 20) }
      try transient.assoc(2, 20)
      try transient.finish().expect([1: 10, 2: 20])
    }
    family.expectNothingLeft()
  }

  @Test func `removing the last key needs no memory`() throws {
    let family = TestFamily()
    let map = try family.map([1: 10])
    family.failAllocation(after: 0)
    #expect(try map.without(1).count == 0)
  }

  @Test func `a map with the greatest possible count refuses another entry`() throws {
    let family = TestFamily()
    do {
      let map = try family.map([1: 10])
      // Sets the count, because no machine today has room for so many entries.
      UnsafeMutablePointer(mutating: map.handle.root!).pointee.count = .max
      #expect(throws: OutOfMemory.self) { try map.assoc(2, 20) }
      let replaced = try map.assoc(1, 11)
      #expect(replaced[1] == 11 && replaced.count == UInt32.max)
      #expect(try map.without(2).isSameVersion(as: map))
    }
    family.expectNothingLeft()
  }
}
