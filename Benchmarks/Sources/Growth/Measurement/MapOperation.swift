// The operations that are measured, and the maps.

import Harness
import Maps

/// An operation. Each has a chart of its own.
package enum MapOperation: String, CaseIterable, Codable, Sendable {
  case find, replace, insert, without, iterate, equal

  package var title: String {
    switch self {
    case .find: "Looking a key up; each look-up waits for the one before"
    case .replace: "Making and releasing a version in which a key has another value"
    case .insert: "Making and releasing a version with a new key"
    case .without: "Making and releasing a version without a key"
    case .iterate: "Iterating over all entries"
    case .equal: "Comparing with a version in which one value differs"
    }
  }
}

package enum Peer: String, CaseIterable, Codable, Sendable {
  case engine = "CHamt"
  case tree = "TreeDictionary"
  case dictionary = "Dictionary"
  case flat = "flat array, copied"
}

extension Peer {
  /// All operations on a map of `count` entries. Values are reference-counted objects, except in the floor,
  /// where they are plain words.
  func sides(_ count: Int) -> [Side] {
    switch self {
    case .engine: Self.sides(self, CountedEngineMap.self, count)
    case .tree: Self.sides(self, TreeMap<Object>.self, count)
    case .dictionary: Self.sides(self, DictionaryMap<Object>.self, count)
    case .flat: Self.sides(self, FlatMap<UInt>.self, count)
    }
  }

  private static func sides<Map: PeerMap>(_ peer: Peer, _: Map.Type, _ count: Int) -> [Side] {
    let keys = Keys.bound(count)
    let (probes, fresh) = (Keys.probes(count), Keys.fresh(count))
    let map = Map(keys: keys)
    let other = map.version(changing: keys[count - 1])
    let keySum = keys.reduce(0, &+)
    return MapOperation.allCases.map { operation in
      Side(Reading.name(peer, operation)) { calls throws(RunFailure) in
        let found: (nanoseconds: Double, result: Int)
        let right: Int
        switch operation {
        case .find: (found, right) = (clocked { map.find(probes, calls: calls) }, calls)
        case .replace: (found, right) = (clocked { map.assoc(probes, calls: calls) }, calls &* count)
        case .insert: (found, right) = (clocked { map.assoc(fresh, calls: calls) }, calls &* (count + 1))
        case .without: (found, right) = (clocked { map.without(probes, calls: calls) }, calls &* (count - 1))
        case .iterate:
          found = clocked { Int(truncatingIfNeeded: map.iterate(calls: calls)) }
          right = Int(truncatingIfNeeded: keySum &* UInt(calls))
        case .equal: (found, right) = (clocked { map.equal(other, calls: calls) }, 0)
        }
        try expect(found.result, right, "\(Reading.name(peer, operation)), \(count) entries")
        return found.nanoseconds
      }
    }
  }
}
