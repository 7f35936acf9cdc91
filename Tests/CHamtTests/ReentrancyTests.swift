// Callbacks that call the engine: the cases that broke CPython's map, and the calls that a transient refuses.
//
// Two related cases are elsewhere: python/cpython issue 93065, iterating over the deepest tree, in
// CollisionTests; issue 155519, a reader concurrent with a setter, in ThreadTests.
import CHamt
import TestSupport
import Testing

@Suite struct ReentrancyTests {
  /// A map that callbacks replace, like a program's current context.
  private final class Current: @unchecked Sendable {
    var map: Map?
    var nested = 0

    func set(_ key: UInt, _ value: UInt) throws {
      // Only one level deep, because the change made here calls back as well.
      guard nested == 0, let map else { return }
      nested += 1
      self.map = try map.assoc(key, value)
      nested -= 1
    }
  }

  // python/cpython issue 142829: when an equality set a variable while two contexts were compared, the map
  // under comparison was freed. Here the caller holds a reference, so the variable may release its own.
  @Test func `an equality may replace the map that is being read`() throws {
    let current = Current()
    let calls = Counter()
    let family = TestFamily(
      hash: { $0 % 100 < 5 ? 1 : UInt64($0 % 100) },
      equal: { left, right in
        calls.increment()
        try! current.set(50, UInt(calls.count))
        return left % 100 == right % 100
      })
    do {
      let model: [UInt: UInt] = [0: 10, 1: 11, 2: 12, 3: 13, 20: 14]
      let map = try family.map(model)
      current.map = map
      // Words that are equal but not identical, so that each look-up calls the equality.
      #expect(map[103] == 13)
      let replaced = try map.assoc(102, 99)
      let removed = try map.without(101)
      let compared = try family.map([100: 10, 101: 11, 102: 12, 103: 13, 120: 14])
      #expect(map.isEqual(to: compared))
      #expect(compared.changes(since: map) == Changes())
      #expect(calls.count > 10)
      #expect(current.map?[50] != nil)
      current.map = nil
      replaced.expect([0: 10, 1: 11, 2: 99, 3: 13, 20: 14])
      removed.expect([0: 10, 2: 12, 3: 13, 20: 14])
      map.expect(model)
    }
    family.expectNothingLeft()
  }

  // python/cpython issue 148891: an allocation ran the garbage collector, which ran code that set a variable.
  @Test(arguments: TreeShape.all)
  func `an allocation may set a variable of the same map`(shape: TreeShape) throws {
    let family = shape.family()
    do {
      let map = try family.map(shape.model)
      var nestedSets = 0
      for place in shape.places.indices {
        for change in [Change.assoc(UInt(place), 7), .without(UInt(place))] {
          let current = Current()
          current.map = map
          family.hooks.onAllocation = { try! current.set(0, 77) }
          let changed = try change.applied(to: map)
          family.hooks.onAllocation = nil
          changed.expect(change.applied(to: shape.model))
          guard let nested = current.map, nested !== map else { continue }
          nestedSets += 1
          nested.expect(Change.assoc(0, 77).applied(to: shape.model))
        }
      }
      #expect(nestedSets > 0)
      map.expect(shape.model)
    }
    family.expectNothingLeft()
  }

  @Test(arguments: TreeShape.all)
  func `a transient refuses to be changed during a change`(shape: TreeShape) throws {
    let busy = Counter()
    let family = shape.family()
    do {
      for place in shape.places.indices {
        for change in [Change.assoc(UInt(place), 7), .without(UInt(place))] {
          let expected = change.applied(to: shape.model)
          if expected == shape.model { continue }
          let transient = try Transient(shape.model, in: family)
          let meddle: @Sendable () -> Void = {
            let refused = Refused(status: CHAMT_BUSY)
            #expect(throws: refused) { try transient.assoc(0, 1) }
            #expect(throws: refused) { try transient.without(0) }
            #expect(throws: refused) { try transient.finish() }
            // Reading is allowed: it sees the map as it was before the change.
            #expect(transient.count == shape.model.count)
            for (key, value) in shape.model { #expect(transient[key] == value) }
            busy.increment()
          }
          family.hooks.onAllocation = meddle
          family.hooks.onRetain = { _ in meddle() }
          try change.apply(to: transient)
          family.hooks = .init()
          try transient.finish().expect(expected)
        }
      }
      #expect(busy.count > 0)
    }
    family.expectNothingLeft()
  }

  @Test func `a transient refuses to be changed during a lookup`() throws {
    let transient = Box()
    let busy = Counter()
    let family = TestFamily(
      hash: { _ in 0 },
      equal: { _, _ in
        if let transient = transient.value {
          #expect(throws: Refused(status: CHAMT_BUSY)) { try transient.without(1) }
          #expect(throws: Refused(status: CHAMT_BUSY)) { try transient.finish() }
          #expect(transient.count == 3, "reading was refused too")
          busy.increment()
        }
        return false
      })
    do {
      transient.value = try Transient([1: 10, 2: 20, 3: 30], in: family)
      #expect(transient.value?[9] == nil)
      #expect(busy.count == 3)
      let own = transient.value
      transient.value = nil
      try own?.without(1)
      try own?.finish().expect([2: 20, 3: 30])
      #expect(own?[2] == nil)
    }
    family.expectNothingLeft()
  }

  /// The transient that an equality tries to use. `@unchecked Sendable`: only one thread uses it.
  private final class Box: @unchecked Sendable {
    var value: Transient?
  }

  @Test func `the release of what a change displaces may change the transient`() throws {
    let family = TestFamily()
    do {
      let transient = try Transient([1: 10, 2: 20], in: family)
      family.hooks.onRelease = { value in
        if value == 10 {
          #expect(transient[1] == 11, "a value was released before the change was over")
          try! transient.assoc(3, 30)
        }
      }
      try transient.assoc(1, 11)
      family.hooks.onFree = { #expect(transient.count >= 3) }
      try transient.assoc(4, 40)
      family.hooks = .init()
      try transient.finish().expect([1: 11, 2: 20, 3: 30, 4: 40])
    }
    family.expectNothingLeft()
  }

  @Test func `a release may derive from and release other maps`() throws {
    let family = TestFamily()
    do {
      let other = try family.map([5: 50])
      let seen = Counter()
      family.hooks.onRelease = { value in
        guard value == 10 else { return }
        let derived = try! other.assoc(6, 60)
        #expect(derived.count == 2)
        seen.increment()
      }
      var map: Map? = try family.map([1: 10, 2: 20])
      #expect(map?.count == 2)
      let before = seen.count
      map = nil
      #expect(seen.count == before + 1)
      family.hooks = .init()
      other.expect([5: 50])
    }
    family.expectNothingLeft()
  }

  @Test(arguments: [1, 2])
  func `maps that hold maps are freed on a small stack`(families: Int) async throws {
    // Each map's value is a reference to the previous map, of the same or another family. The chain is too
    // long to be released recursively on the stack.
    let chain = MapChain(length: 100_000, families: families)
    await onThread(stackBytes: 64 << 10) { chain.release() }
    #expect(chain.mapsReleased == 100_000)
  }
}

/// Maps that each hold the previous one.
private final class MapChain: @unchecked Sendable {
  private let families: UnsafeMutableBufferPointer<chamt_family>
  private var last = chamt_map()
  fileprivate var mapsReleased = 0

  init(length: Int, families count: Int) {
    families = .allocate(capacity: count)
    families.initialize(repeating: chamt_family())
    for index in families.indices {
      families[index].context = Unmanaged.passUnretained(self).toOpaque()
      families[index].release_value = { value, context in
        let chain = Unmanaged<MapChain>.fromOpaque(context!).takeUnretainedValue()
        chain.mapsReleased += 1
        guard let box = UnsafeMutablePointer<chamt_map>(bitPattern: value) else { return }
        chamt_map_release(box.pointee)
        box.deallocate()
      }
    }
    for index in 0..<length {
      var before: UnsafeMutablePointer<chamt_map>?
      if index > 0 {
        before = .allocate(capacity: 1)
        before?.initialize(to: last)
      }
      let empty = chamt_map_empty(families.baseAddress! + index % count)
      precondition(chamt_map_assoc(empty, 1, UInt(bitPattern: before), &last) == CHAMT_OK)
    }
  }

  func release() {
    chamt_map_release(last)
  }

  deinit { families.deallocate() }
}
