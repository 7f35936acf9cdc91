/// Every allocation fails once: the call says so, all versions stay as they were, nothing leaks.
import CHamt
import Testing

@Suite struct FaultTests {
  /// The three ways to make a change.
  enum Way: CaseIterable, Sendable {
    case derive, editShared, editOwn
  }

  @Test(arguments: TreeShape.all, Way.allCases)
  func anyAllocationOfAnyChangeMayFail(shape: TreeShape, way: Way) throws {
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

  /// Makes the change with the first allocation failing, then the second, and so on, until none fails.
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

  @Test func aTransientGoesOnAfterAFailure() throws {
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

  @Test func removingTheLastKeyNeedsNoMemory() throws {
    let family = TestFamily()
    let map = try family.map([1: 10])
    family.failAllocation(after: 0)
    #expect(try map.without(1).count == 0)
  }

  @Test func aNodeLargerThanMemoryIsRefused() {
    // No machine has room for such a collision node, so this one has only its first entry.
    var family = chamt_family()
    family.hash = { _, _ in 0 }
    family.alloc = { _, _ in fatalError("the size that was asked for had overflowed") }
    family.free = { _, _, _ in fatalError("nothing is given back") }
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<chamt__node>.size + MemoryLayout<chamt_entry>.size, alignment: 8)
    defer { bytes.deallocate() }
    let levels = Int(CHAMT_MAX_DEPTH) - 1
    withUnsafePointer(to: family) { family in
      let huge = bytes.bindMemory(to: chamt__node.self, capacity: 1)
      huge.initialize(to: chamt__node())
      huge.pointee.references = 2
      huge.pointee.count = .max / 8 - 1  // times 16 bytes and a header: just over what a size can say
      (huge + 1).withMemoryRebound(to: chamt_entry.self, capacity: 1) {
        $0.pointee = chamt_entry(key: 5, value: 6)
      }
      // The nodes above it hold one child each, whose word follows the header.
      let above = (0..<levels).map { _ in
        UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<chamt__node>.size + 8, alignment: 8)
      }
      defer { above.forEach { $0.deallocate() } }
      var child = huge
      for block in above {
        let node = block.bindMemory(to: chamt__node.self, capacity: 1)
        node.initialize(to: chamt__node())
        node.pointee.references = 2
        node.pointee.count = huge.pointee.count
        node.pointee.table.0 = UInt8(MemoryLayout<chamt__node>.size / 8)
        UnsafeMutableRawPointer(node + 1).storeBytes(of: child, as: UnsafeMutablePointer<chamt__node>.self)
        child = node
      }
      let map = chamt_map(root: child, family: family)
      var result = chamt_map()
      #expect(chamt_map_assoc(map, 5, 7, &result) == CHAMT_NO_MEMORY)
      #expect(result.root == nil)
      #expect(huge.pointee.references == 2)
    }
  }
}
