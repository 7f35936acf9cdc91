// Measures the engine. Changes and look-ups have swift-collections' persistent map beside them; iteration,
// comparison and memory have nothing beside them. The keys are their own hashes.

import Harness
import Maps

extension Probe {
  static let engine: [Probe] =
    [16, 64, 1000, 10_000, 100_000, 1_000_000].map(changes) + [16, 64, 1000].map(find) + [
      walk, equality, room,
    ]

  /// The values are objects with an atomic reference count on both sides.
  private static func changes(_ count: Int) -> Probe {
    Probe("engine change \(count)") {
      changes(count, CountedEngineMap.self, "") + changes(count, TreeMap<Object>.self, " tree")
    }
  }

  private static func changes<Map: PeerMap>(_ count: Int, _: Map.Type, _ suffix: String) -> [Side] {
    let keys = Keys.probes(count)
    let fresh = Keys.fresh(count)
    let map = Map(keys: Keys.bound(count))
    return [
      Side("replace" + suffix) { calls throws(RunFailure) in
        try checked(clocked { map.assoc(keys, calls: calls) }, calls * count)
      },
      Side("insert" + suffix) { calls throws(RunFailure) in
        try checked(clocked { map.assoc(fresh, calls: calls) }, calls * (count + 1))
      },
      Side("without" + suffix) { calls throws(RunFailure) in
        try checked(clocked { map.without(keys, calls: calls) }, calls * (count - 1))
      },
    ]
  }

  /// The values are plain words: `TreeDictionary` would retain an object for its reader, where the engine
  /// lends it.
  private static func find(_ count: Int) -> Probe {
    Probe("engine find \(count)") {
      [find(count, PlainEngineMap.self, "find"), find(count, TreeMap<UInt>.self, "find tree")]
    }
  }

  private static func find<Map: PeerMap>(_ count: Int, _: Map.Type, _ name: String) -> Side {
    let keys = Keys.probes(count)
    let map = Map(keys: Keys.bound(count))
    return Side(name) { calls throws(RunFailure) in
      try checked(clocked { map.find(keys, calls: calls) }, calls)
    }
  }

  private static let walk = Probe("engine iterate") {
    let count = 1000
    let keys = Keys.bound(count)
    let map = CountedEngineMap(keys: keys)
    let sum = keys.reduce(0, &+)
    return [
      Side("iterate") { calls throws(RunFailure) in
        // Here each entry counts as one call.
        let walks = calls / count + 1
        let found = clocked { map.iterate(calls: walks) }
        try expect(found.result, sum &* UInt(walks), "the sum of the keys")
        return found.nanoseconds / Double(walks * count) * Double(calls)
      }
    ]
  }

  private static let equality = Probe("engine equal") {
    let map = CountedEngineMap(keys: Keys.bound(64))
    let version = map.version(changing: Keys.key(0))
    return [
      Side("equal") { calls throws(RunFailure) in try checked(clocked { map.equal(version, calls: calls) }, 0)
      }
    ]
  }

  /// Returns bytes in place of nanoseconds: they are counted, not timed.
  private static let room = Probe("engine memory") {
    let map = CountedEngineMap(keys: Keys.bound(1000))
    return [Side("bytes an entry") { calls in Double(map.bytes) / Double(map.count) * Double(calls) }]
  }

  private static func checked(
    _ found: (nanoseconds: Double, result: Int), _ right: Int
  ) throws(RunFailure) -> Double {
    try expect(found.result, right, "the sum of the operations' results")
    return found.nanoseconds
  }
}
