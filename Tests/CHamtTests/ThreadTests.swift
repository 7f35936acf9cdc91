/// Threads read, derive from, keep and drop the same versions at once. Meant for the thread sanitizer.
import CHamt
import Foundation
import Testing

@Suite struct ThreadTests {
  @Test func manyTasksDeriveFromOneMapAndEachSeesItsOwn() async throws {
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

  @Test func aLargeMapIsFreedOnASmallStack() async throws {
    let family = TestFamily()
    let keys = (0..<20_000 as Range<UInt>).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
    // Two keys that part at the last digit only, so that the tree is as deep as identity keys make it.
    var map: Map? = try (keys + [1, 1 | 1 << 63]).reduce(family.empty) { try $0.assoc($1, 1) }
    nonisolated(unsafe) let lastReference = chamt_map_retain(map!.handle)
    map = nil
    #expect(family.liveBytes > 20_000 * 16)
    await withCheckedContinuation { continuation in
      let thread = Thread {
        chamt_map_release(lastReference)
        continuation.resume()
      }
      thread.stackSize = 64 << 10
      thread.start()
    }
    family.expectNothingLeft()
  }
}
