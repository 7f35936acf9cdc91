// What a build with CHAMT_CHECKS reports about broken preconditions: `make test-bits`.
#if CHAMT_CHECKS
  import CHamt
  import Foundation
  import Testing

  @Suite struct CheckTests {
    @Test(arguments: Use.allCases)
    func `a map used after its last release is reported`(use: Use) async throws {
      let result = await #expect(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
        [use] in
        // Memory from malloc, which the checks free with a delay, so that the count of 0 can still be read.
        let family = UnsafeMutablePointer<chamt_family>.allocate(capacity: 1)
        family.initialize(to: chamt_family())
        var map = chamt_map()
        precondition(chamt_map_assoc(chamt_map_empty(family), 1, 2, &map) == CHAMT_OK)
        chamt_map_release(map)
        use.perform(on: map, and: map)
      }
      expect(result, "\(use.function): this map was used after its last release")
    }

    @Test(arguments: [Use.equal, .diff])
    func `comparing maps of different families is reported`(use: Use) async throws {
      let result = await #expect(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
        [use] in
        let one = try TestFamily().map([1: 2])
        let other = try TestFamily().map([1: 2])
        use.perform(on: one.handle, and: other.handle)
      }
      expect(result, "\(use.function): these maps have different families")
    }

    @Test func `a use of a map that waits to be freed is reported`() async throws {
      // Two maps are released inside the release of a third, which frees them when it is done.
      let result = await #expect(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
        let waiting = UnsafeMutablePointer<[chamt_map]>.allocate(capacity: 1)
        waiting.initialize(to: [])
        let family = UnsafeMutablePointer<chamt_family>.allocate(capacity: 1)
        family.initialize(to: chamt_family())
        family.pointee.context = UnsafeMutableRawPointer(waiting)
        family.pointee.release_value = { value, context in
          guard value == 7 else { return }
          let maps = context!.assumingMemoryBound(to: [chamt_map].self).pointee
          maps.forEach { chamt_map_release($0) }
          _ = chamt_map_count(maps[0])
        }
        func single(_ value: UInt) -> chamt_map {
          var map = chamt_map()
          precondition(chamt_map_assoc(chamt_map_empty(family), 1, value, &map) == CHAMT_OK)
          return map
        }
        waiting.pointee = [single(1), single(2)]
        chamt_map_release(single(7))
      }
      expect(result, "chamt_map_count: this map was used after its last release")
    }

    @Test func `a family with only one of alloc and free is reported`() async throws {
      let result = await #expect(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
        var family = chamt_family()
        family.alloc = { size, _ in malloc(size) }
        withUnsafePointer(to: family) { _ = chamt_map_count(chamt_map_empty($0)) }
      }
      expect(result, "chamt_map_count: this map's family has only one of alloc and free")
    }

    @Test func `a map that was never initialised is reported`() async throws {
      let result = await #expect(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
        Use.find.perform(on: chamt_map(), and: chamt_map())
      }
      expect(result, "chamt_map_find: this map has no family")
    }

    private func expect(
      _ result: ExitTest.Result?, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains(message), "\(text)", sourceLocation: sourceLocation)
    }
  }

  /// Every function that takes a map.
  enum Use: Int, CaseIterable, Codable, Sendable {
    case find, get, count, assoc, without, retain, release, equal, diff, iterate, statistics, dump, transient

    var function: String {
      switch self {
      case .iterate: "chamt_iterator_make"
      case .transient: "chamt_transient_make"
      case .dump: "chamt_map_dump"
      default: "chamt_map_\(self)"
      }
    }

    func perform(on map: chamt_map, and other: chamt_map) {
      var word: UInt = 0
      var result = chamt_map()
      switch self {
      case .find: _ = chamt_map_find(map, 1, &word)
      case .get: _ = chamt_map_get(map, 1, 0)
      case .count: _ = chamt_map_count(map)
      case .assoc: _ = chamt_map_assoc(map, 1, 2, &result)
      case .without: _ = chamt_map_without(map, 1, &result)
      case .retain: _ = chamt_map_retain(map)
      case .release: chamt_map_release(map)
      case .equal: _ = chamt_map_equal(map, other, nil, nil)
      case .diff:
        var changes = chamt_changes()
        _ = chamt_map_diff(map, other, &changes)
      case .iterate: _ = chamt_iterator_make(map)
      case .statistics: _ = chamt_map_statistics(map)
      case .dump: chamt_map_dump(map, { _, _ in }, nil)
      case .transient: _ = chamt_transient_make(map)
      }
    }
  }
#endif
