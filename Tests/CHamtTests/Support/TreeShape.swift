// Named shapes of tree, given by the hashes of their keys, and the places in and around them.
import CHamt
import Testing

/// A small tree. Its keys are 0, 1 and so on, in the order of the paths.
struct TreeShape: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The hash of each key.
  let hashes: [UInt64]

  /// `paths`: the digits of each key's hash, the lowest first. All further digits are 0.
  private init(_ name: String, _ paths: [[Int]]) {
    testDescription = name
    hashes = paths.map { path in
      path.enumerated().reduce(0) { $0 | UInt64($1.element % Self.slots) << UInt64($1.offset * bitsPerLevel) }
    }
  }

  private static let slots = Int(CHAMT_SLOTS)
  private static let levels = Int(CHAMT_MAX_DEPTH) - 1

  /// A path with `digit` at every level except the last, which has `last`.
  private static func down(_ digit: Int, last: Int) -> [Int] {
    Array(repeating: digit, count: levels - 1) + [last]
  }

  /// All digits, or eight of them if there are more.
  private static let many = Array(stride(from: 0, to: slots, by: max(1, slots / 8)))

  static let all = [
    TreeShape("nothing", []),
    TreeShape("one entry", [[0]]),
    TreeShape("two entries in the root", [[0], [1]]),
    TreeShape("a root full of entries", many.map { [$0] }),
    TreeShape("two entries one level down", [[1, 0], [1, 1]]),
    TreeShape("three entries one level down", [[1, 0], [1, 1], [1, 2]]),
    TreeShape("an entry before a child", [[0], [1, 0], [1, 1]]),
    TreeShape("an entry after a child", [[1], [0, 0], [0, 1]]),
    TreeShape("a child between two entries", [[0], [1, 0], [1, 1], [2]]),
    TreeShape("two children", [[0, 0], [0, 1], [1, 0], [1, 1]]),
    TreeShape("a root full of children", many.flatMap { [[$0, 0], [$0, 1]] }),
    TreeShape("a chain of three nodes", [[1, 1, 1, 0], [1, 1, 1, 1]]),
    TreeShape("a chain beside an entry", [[0], [1, 1, 1, 0], [1, 1, 1, 1]]),
    TreeShape("an entry at each of four levels", [[0], [1, 0], [1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 1]]),
    TreeShape("two entries that differ in the last digit", [down(1, last: 0), down(1, last: 1)]),
    TreeShape(
      "three entries that differ in the last digit", [down(1, last: 0), down(1, last: 1), down(1, last: 2)]),
    TreeShape("a collision of two", [down(1, last: 1), down(1, last: 1)]),
    TreeShape("a collision of three", Array(repeating: down(1, last: 1), count: 3)),
    TreeShape("a collision beside an entry in the root", [[0], down(1, last: 1), down(1, last: 1)]),
    TreeShape(
      "a collision beside an entry that differs in the last digit",
      [down(1, last: 1), down(1, last: 1), down(1, last: 0)]),
    TreeShape("two collisions", [[0, 1], [0, 1], [1, 1], [1, 1]]),
  ]

  /// Each key with a value.
  var model: [UInt: UInt] {
    Dictionary(uniqueKeysWithValues: hashes.indices.map { (UInt($0), UInt($0) + 100) })
  }

  /// The hash of every key to try: the tree's own hashes, each of them once more, and, for each of them and
  /// each level, a hash that differs from it at that level only. (If nodes have two slots, for every third of
  /// the 64 levels.)
  var places: [UInt64] {
    var parting: Set<UInt64> = []
    for hash in hashes.isEmpty ? [0] : hashes {
      for level in stride(from: 0, to: Self.levels, by: bitsPerLevel == 1 ? 3 : 1) {
        parting.insert(hash ^ 1 << UInt64(level * bitsPerLevel))
      }
    }
    return hashes + Set(hashes).sorted() + parting.sorted()
  }

  /// A family whose keys are the indices of places.
  func family() -> TestFamily {
    let places = places
    return TestFamily(hash: { places[Int($0)] })
  }
}
