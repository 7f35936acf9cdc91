// Changing a map in place: which nodes are edited, and which calls are refused.
import CHamt
import TestSupport
import Testing

@Suite struct TransientTests {
  let family = TestFamily()

  @Test func `many changes in place agree with a dictionary`() throws {
    var generator = SeededGenerator.printingSeed(of: "TransientTests")
    do {
      let start = try family.map(Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, $0) }))
      let transient = Transient(sharing: start)
      var model = Dictionary(uniqueKeysWithValues: start.entries.map { ($0.key, $0.value) })
      for step in 0..<2_000 as Range<UInt> {
        let key = UInt.random(in: 0..<300, using: &generator)
        if Bool.random(using: &generator) {
          try transient.assoc(key, step)
          model[key] = step
        } else {
          try transient.without(key)
          model[key] = nil
        }
        #expect(transient[key] == model[key])
        #expect(transient.count == model.count)
      }
      let map = try transient.finish()
      map.expect(model)
      #expect(map.isEqual(to: try family.map(model)))
      start.expect(Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, $0) }))
    }
    family.expectNothingLeft()
  }

  @Test func `a finished transient refuses changes and reads as empty`() throws {
    let transient = try Transient([1: 10], in: family)
    let map = try transient.finish()
    let refused = Refused(status: CHAMT_FINISHED)
    #expect(throws: refused) { try transient.assoc(2, 20) }
    #expect(throws: refused) { try transient.without(1) }
    #expect(throws: refused) { try transient.finish() }
    #expect(transient[1] == nil)
    #expect(transient.count == 0)
    map.expect([1: 10])
  }

  @Test func `a transient edits a map in place only if nobody else holds it`() throws {
    let transient = try Transient([1: 10, 2: 20], in: family)
    // `map` keeps a reference, so the first edit copies the node.
    let map = try transient.finish()
    let root = map.handle.root
    var edit = chamt_transient_make(chamt_map_retain(map.handle))
    #expect(chamt_transient_assoc(&edit, 1, 11) == CHAMT_OK)
    #expect(edit.map.root != root, "somebody else holds the map")
    var changed = chamt_map()
    #expect(chamt_transient_finish(&edit, &changed) == CHAMT_OK)
    // The second transient consumes the only reference, so it edits the map's own node.
    let before = changed.root
    edit = chamt_transient_make(changed)
    #expect(chamt_transient_assoc(&edit, 1, 12) == CHAMT_OK)
    #expect(edit.map.root == before, "nobody else holds the map")
    #expect(chamt_transient_finish(&edit, &changed) == CHAMT_OK)
    Map(family: family, owning: changed).expect([1: 12, 2: 20])
    map.expect([1: 10, 2: 20])
  }

  @Test func `binding the same word or unbinding a missing key changes nothing`() throws {
    let map = try family.map([1: 10, 33: 20])
    let transient = Transient(sharing: map)
    let before = family.tally
    try transient.assoc(33, 20)
    try transient.without(2)
    #expect(family.tally == before)
    #expect(try transient.finish().isSameVersion(as: map))
  }

  @Test func `removing everything gives the empty map`() throws {
    let model = Dictionary(uniqueKeysWithValues: (0..<200).map { (UInt($0), UInt($0)) })
    let transient = try Transient(model, in: family)
    for key in model.keys { try transient.without(key) }
    #expect(try transient.finish().isSameVersion(as: family.empty))
    family.expectNothingLeft()
  }

  @Test func `a replaced value is released at once`() throws {
    let released = Counter()
    family.hooks.onRelease = { if $0 == 10 { released.increment() } }
    let transient = try Transient([1: 10], in: family)
    let before = released.count
    try transient.assoc(1, 11)
    #expect(released.count == before + 1)
  }
}
