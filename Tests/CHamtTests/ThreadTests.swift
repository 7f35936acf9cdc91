// Threads read, derive from, keep and drop the same versions at once. Written for the thread sanitizer.
import CHamt
import TestSupport
import Testing

@Suite struct ThreadTests {
  @Test func `many tasks derive from one map and each sees its own`() async throws {
    let family = TestFamily(hash: { UInt64($0 % 97) << 3 })
    do {
      let model = Dictionary(uniqueKeysWithValues: (0..<200 as Range<UInt>).map { ($0, $0) })
      let shared = try family.map(model)
      try await withThrowingTaskGroup { group in
        for worker in 0..<8 as Range<UInt> {
          group.addTask {
            var own = shared
            var expected = model
            for step in 0..<200 as Range<UInt> {
              let key = (step &* 7 &+ worker) % 250
              if step % 3 == 0 {
                own = try own.without(key)
                expected[key] = nil
              } else {
                own = try own.assoc(key, worker * 1_000 + step)
                expected[key] = worker * 1_000 + step
              }
              #expect(own[key] == expected[key])
            }
            own.expect(expected)
          }
        }
        try await group.waitForAll()
      }
      shared.expect(model)
    }
    family.expectNothingLeft()
  }

  // python/cpython issue 155519: one thread reads a context while another sets, without the global lock.
  @Test(arguments: [1, 7])
  func `readers see whole versions while a writer replaces them`(readers: Int) async throws {
    let family = TestFamily(hash: { UInt64($0 % 61) << 2 })
    do {
      let keys = 0..<80 as Range<UInt>
      let current = Shared(try family.map(Dictionary(uniqueKeysWithValues: keys.map { ($0, 0) })))
      await withTaskGroup { group in
        for _ in 0..<readers {
          group.addTask {
            await onThread {
              while let map = current.map {
                // Every version binds all keys to one number, so that a torn version would show.
                let entries = map.entries
                #expect(entries.count == keys.count)
                #expect(Set(entries.map(\.value)).count == 1)
                guard let own = try? map.assoc(200, 1).without(3) else { preconditionFailure("no memory") }
                #expect(own.changes(since: map).removed.count == 1)
              }
            }
          }
        }
        await onThread {
          for version in 1...100 as ClosedRange<UInt> {
            let transient = Transient(sharing: current.map!)
            for key in keys { try! transient.assoc(key, version) }
            current.map = try! transient.finish()
          }
          current.map = nil
        }
      }
    }
    family.expectNothingLeft()
  }

  @Test func `a transient may be moved to another thread`() async throws {
    let family = TestFamily()
    do {
      let map = try family.map([1: 10, 2: 20])
      let transient = Transient(sharing: map)
      try transient.assoc(3, 30)
      await onThread { try! transient.assoc(1, 11) }
      try transient.finish().expect([1: 11, 2: 20, 3: 30])
      map.expect([1: 10, 2: 20])
    }
    family.expectNothingLeft()
  }

  @Test func `a large map is freed on a small stack`() async throws {
    let family = TestFamily()
    let keys = (0..<20_000 as Range<UInt>).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
    // Two keys that differ only in the last digit, so that the tree is as deep as identity keys can make it.
    var map: Map? = try (keys + [1, 1 | 1 << 63]).reduce(family.empty) { try $0.assoc($1, 1) }
    nonisolated(unsafe) let lastReference = chamt_map_retain(map!.handle)
    map = nil
    #expect(family.liveBytes > 20_000 * 16)
    await onThread(stackBytes: 64 << 10) { chamt_map_release(lastReference) }
    family.expectNothingLeft()
  }
}
