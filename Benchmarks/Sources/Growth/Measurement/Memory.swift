// Measures the memory of maps, versions and snapshots, each in a process of its own.

import CMachine
import ContextVars
import Harness
import HashTreeCollections
import Maps

extension Peer {
  /// Measures the bytes of an entry, and of a version that differs in one value, including the allocator's
  /// overhead. The bytes of an entry include its share of the object that holds the map. Values are plain
  /// words, so that only the maps are measured.
  func memory(_ count: Int) -> (entry: Double, version: Double) {
    switch self {
    case .engine: Self.memory(PlainEngineMap.self, count)
    case .tree: Self.memory(TreeMap<UInt>.self, count)
    case .dictionary: Self.memory(DictionaryMap<UInt>.self, count)
    case .flat: Self.memory(FlatMap<UInt>.self, count)
    }
  }

  private static func memory<Map: PeerMap>(_: Map.Type, _ count: Int) -> (entry: Double, version: Double) {
    let keys = Keys.bound(count)
    let probes = Keys.probes(count)
    // Enough maps that the memory held back by the allocator does not matter.
    let copies = max(1, 100_000 / count)
    var maps: [Map] = []
    maps.reserveCapacity(copies)
    let empty = machine_heap_bytes()
    for _ in 0..<copies { maps.append(Map(keys: keys)) }
    let full = machine_heap_bytes()
    // Enough versions for a mean, but not too many for memory where each version is a copy.
    let kept = max(4, min(1000, (256 << 20) / (count * 40)))
    var versions: [Map.Version] = []
    versions.reserveCapacity(kept)
    let before = machine_heap_bytes()
    for at in 0..<kept { versions.append(maps[0].version(changing: probes[at])) }
    let after = machine_heap_bytes()
    // Keep the keys alive too: memory that is freed in between would be subtracted.
    return withExtendedLifetime((keys, probes, maps, versions)) {
      (
        Double(Int(full) - Int(empty)) / Double(copies * count),
        Double(Int(after) - Int(before)) / Double(kept)
      )
    }
  }
}

/// Snapshots of a context of 64 variables, all alive at the same time. In each of them, one variable has a
/// value of its own.
package enum Snapshots: String, CaseIterable, Codable, Sendable {
  case contextVars = "Context"
  case tree = "TreeDictionary"
  case dictionary = "Dictionary"

  static let variables = 64

  /// The number of snapshots to make. Fewer for `Dictionary`, where each is a full copy: a million copies
  /// would not fit into memory.
  func count(of asked: Int) -> Int { self == .dictionary ? min(asked, 10_000) : asked }

  /// Measures the bytes of a snapshot, including the object for the value of its own.
  func bytes(_ count: Int) throws(RunFailure) -> Double {
    switch self {
    case .contextVars:
      let variables = (0..<Self.variables).map { ContextVar("variable-\($0)", default: 0) }
      let base = variables.reduce(Context()) { $0.binding($1, to: -1) }
      return try Self.bytes(count) {
        base.binding(variables[$0 % Self.variables], to: $0)
      } check: {
        $0[variables[$1 % Self.variables]] == $1 && $0[variables[($1 + 1) % Self.variables]] == -1
      }
    case .tree:
      let base = TreeDictionary(uniqueKeysWithValues: (0..<Self.variables).map { ($0, Object(.max)) })
      return try Self.bytes(count) { number -> TreeDictionary<Int, Object> in
        var copy = base
        copy[number % Self.variables] = Object(UInt(number))
        return copy
      } check: {
        $0[$1 % Self.variables]?.word == UInt($1)
      }
    case .dictionary:
      let base = Dictionary(uniqueKeysWithValues: (0..<Self.variables).map { ($0, Object(.max)) })
      return try Self.bytes(count) { number -> [Int: Object] in
        var copy = base
        copy[number % Self.variables] = Object(UInt(number))
        return copy
      } check: {
        $0[$1 % Self.variables]?.word == UInt($1)
      }
    }
  }

  private static func bytes<Snapshot>(
    _ count: Int, make: (Int) -> Snapshot, check: (Snapshot, Int) -> Bool
  ) throws(RunFailure) -> Double {
    var kept: [Snapshot] = []
    kept.reserveCapacity(count)
    let before = machine_heap_bytes()
    for number in 0..<count { kept.append(make(number)) }
    let after = machine_heap_bytes()
    // Check all at the end, to detect a later change that reached an earlier snapshot.
    for number in 0..<count where !check(kept[number], number) {
      throw RunFailure(
        "snapshot \(number) of \(count) has a wrong value, its own or that of another variable")
    }
    return Double(Int(after) - Int(before)) / Double(count)
  }
}
