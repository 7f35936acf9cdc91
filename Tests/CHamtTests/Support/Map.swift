/// A map of the engine with Swift's ownership, and the checks that every test makes of it.
import CHamt
import Testing

/// Owns one reference to a version.
///
/// `@unchecked Sendable`: never changes, and any number of threads may read and derive from a version.
final class Map: @unchecked Sendable {
  let family: TestFamily
  let handle: chamt_map

  init(family: TestFamily, owning handle: chamt_map) {
    self.family = family
    self.handle = handle
  }

  deinit { chamt_map_release(handle) }

  var count: Int { chamt_map_count(handle) }

  subscript(key: UInt) -> UInt? {
    var value: UInt = 0
    return chamt_map_find(handle, key, &value) ? value : nil
  }

  func assoc(_ key: UInt, _ value: UInt) throws(OutOfMemory) -> Map {
    var result = chamt_map()
    guard chamt_map_assoc(handle, key, value, &result) == CHAMT_OK else { throw OutOfMemory() }
    return Map(family: family, owning: result)
  }

  func without(_ key: UInt) throws(OutOfMemory) -> Map {
    var result = chamt_map()
    guard chamt_map_without(handle, key, &result) == CHAMT_OK else { throw OutOfMemory() }
    return Map(family: family, owning: result)
  }

  /// The entries in the order of a walk.
  var entries: [(key: UInt, value: UInt)] {
    var iterator = chamt_iterator_make(handle)
    var entries: [(key: UInt, value: UInt)] = []
    var key: UInt = 0
    var value: UInt = 0
    while chamt_iterator_next(&iterator, &key, &value) { entries.append((key, value)) }
    return entries
  }

  /// Compares values by their words.
  func isEqual(to other: Map) -> Bool { chamt_map_equal(handle, other.handle, nil, nil) }

  func isSameVersion(as other: Map) -> Bool { handle.root == other.handle.root }

  /// Holds exactly `model`, by every way of reading, and has the canonical shape.
  func expect(_ model: [UInt: UInt], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(count == model.count, sourceLocation: sourceLocation)
    let entries = entries
    #expect(entries.count == model.count, sourceLocation: sourceLocation)
    #expect(
      Dictionary(entries, uniquingKeysWith: { first, _ in first }) == model, sourceLocation: sourceLocation)
    let wrong = model.filter { self[$0.key] != $0.value }
    #expect(wrong.isEmpty, "not found, or with another value", sourceLocation: sourceLocation)
    if let flaw = flaw { Issue.record("\(flaw)", sourceLocation: sourceLocation) }
  }
}

struct OutOfMemory: Error {}

extension TestFamily {
  func map(_ bindings: [UInt: UInt]) throws -> Map {
    try bindings.reduce(empty) { try $0.assoc($1.key, $1.value) }
  }
}
