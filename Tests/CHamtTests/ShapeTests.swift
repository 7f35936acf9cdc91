// Every change, at every place of every shape of tree, in every way the engine can make it.
import CHamt
import Testing

@Suite struct ShapeTests {
  /// Binding a place to a new value, binding it to the value it has, and unbinding it.
  private static func changes(of shape: TreeShape) -> [Change] {
    shape.places.indices.flatMap { place -> [Change] in
      let key = UInt(place)
      return [.assoc(key, 7), .assoc(key, key + 100), .without(key)]
    }
  }

  @Test(arguments: TreeShape.all)
  func `a change gives a new map and leaves the old one unchanged`(shape: TreeShape) throws {
    let family = shape.family()
    do {
      let map = try family.map(shape.model)
      map.expect(shape.model)
      for change in Self.changes(of: shape) {
        let expected = change.applied(to: shape.model)
        let changed = try change.applied(to: map)
        changed.expect(expected)
        map.expect(shape.model)
        #expect(changed.isSameVersion(as: map) == (expected == shape.model), "\(change)")
        #expect(changed.isEqual(to: try family.map(expected)), "\(change)")
        #expect(changed.changes(since: map) == Changes(from: shape.model, to: expected), "\(change)")
        #expect(map.changes(since: changed) == Changes(from: expected, to: shape.model), "\(change)")
      }
    }
    family.expectNothingLeft()
  }

  @Test(arguments: TreeShape.all)
  func `a transient of a shared map leaves the map alone`(shape: TreeShape) throws {
    let family = shape.family()
    do {
      let map = try family.map(shape.model)
      for change in Self.changes(of: shape) {
        let transient = Transient(sharing: map)
        try change.apply(to: transient)
        let changed = try transient.finish()
        changed.expect(change.applied(to: shape.model))
        map.expect(shape.model)
      }
    }
    family.expectNothingLeft()
  }

  @Test(arguments: TreeShape.all)
  func `a transient of an unshared map edits it in place`(shape: TreeShape) throws {
    let family = shape.family()
    do {
      let nodes = try family.map(shape.model).nodes.count
      for change in Self.changes(of: shape) {
        let transient = try Transient(shape.model, in: family)
        let before = family.tally
        try change.apply(to: transient)
        let cost = family.tally - before
        let changed = try transient.finish()
        let expected = change.applied(to: shape.model)
        changed.expect(expected)
        // One node grows or shrinks; all other allocations are new nodes of the map.
        #expect(cost.allocations <= 1 + max(0, changed.nodes.count - nodes), "\(change)")
        if expected.count == shape.model.count { #expect(cost.allocations == 0, "\(change)") }
      }
    }
    family.expectNothingLeft()
  }

  @Test(arguments: TreeShape.all)
  func `a transient that owns one path of its map leaves the shared nodes unchanged`(shape: TreeShape) throws
  {
    let family = shape.family()
    do {
      let map = try family.map(shape.model)
      // The first change makes the transient own one path, so that the second meets both owned and shared
      // nodes.
      for first in shape.hashes.indices {
        for change in Self.changes(of: shape) {
          let transient = Transient(sharing: map)
          try transient.assoc(UInt(first), 55)
          try change.apply(to: transient)
          let changed = try transient.finish()
          changed.expect(change.applied(to: Change.assoc(UInt(first), 55).applied(to: shape.model)))
        }
        map.expect(shape.model)
      }
    }
    family.expectNothingLeft()
  }

  @Test(arguments: TreeShape.all, TreeShape.all)
  func `the difference of any two shapes is found`(before: TreeShape, after: TreeShape) throws {
    // The keys of both shapes. Where two hashes are equal the key is the same, so some keys are replaced.
    var hashes: [UInt64] = []
    func model(of shape: TreeShape, _ value: UInt) -> [UInt: UInt] {
      var free = Array(hashes.enumerated())
      var model: [UInt: UInt] = [:]
      for hash in shape.hashes {
        if let index = free.firstIndex(where: { $0.element == hash }) {
          model[UInt(free.remove(at: index).offset)] = value
        } else {
          model[UInt(hashes.count)] = value
          hashes.append(hash)
        }
      }
      return model
    }
    let old = model(of: before, 1)
    var new = model(of: after, 2)
    // Some keys keep their value.
    for key in old.keys where key % 3 == 0 && new[key] != nil { new[key] = 1 }
    let all = hashes
    let family = TestFamily(hash: { all[Int($0)] })
    let oldMap = try family.map(old)
    let newMap = try family.map(new)
    let changes = Changes(from: old, to: new)
    #expect(newMap.changes(since: oldMap) == changes)
    // The comparison stops where a callback says so, at any place.
    for limit in 1..<max(1, changes.count) {
      let (told, finished) = newMap.changes(since: oldMap, atMost: limit)
      #expect(told.count == limit)
      #expect(!finished)
    }
    #expect(newMap.isEqual(to: oldMap) == (old == new))
  }
}
