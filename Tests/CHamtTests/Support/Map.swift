// Swift ownership for the engine's maps, and the checks that the tests make on them.
import CHamt
import Testing

/// Owns one reference to a version.
///
/// `@unchecked Sendable`: a version never changes; any number of threads may read and derive from it.
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
    let isFound = chamt_map_find(handle, key, &value)
    #expect(chamt_map_get(handle, key, .max) == (isFound ? value : .max))
    return isFound ? value : nil
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

  /// The entries in the order in which a walk visits them.
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

  /// The changes since `earlier`. Each key is reported at most once.
  func changes(since earlier: Map) -> Changes {
    let (changes, finished) = changes(since: earlier, atMost: .max)
    precondition(finished, "the comparison stopped although no callback said so")
    return changes
  }

  /// The first `limit` changes, and whether the comparison ran to its end.
  func changes(since earlier: Map, atMost limit: Int) -> (Changes, finished: Bool) {
    var changes = Changes()
    changes.limit = limit
    let finished = withUnsafeMutablePointer(to: &changes) { pointer in
      var callbacks = chamt_changes()
      callbacks.context = UnsafeMutableRawPointer(pointer)
      callbacks.added = { key, value, context in Changes.at(context).note(\.added, key, value) }
      callbacks.removed = { key, value, context in Changes.at(context).note(\.removed, key, value) }
      callbacks.replaced = { key, before, after, context in
        Changes.at(context).note(\.replaced, key, Changes.Replacement(before: before, after: after))
      }
      return chamt_map_diff(earlier.handle, handle, &callbacks)
    }
    changes.limit = .max
    return (changes, finished)
  }

  var statistics: chamt_statistics { chamt_map_statistics(handle) }

  var dump: String {
    var text = ""
    withUnsafeMutablePointer(to: &text) { pointer in
      chamt_map_dump(
        handle,
        { piece, text in text!.assumingMemoryBound(to: String.self).pointee += String(cString: piece!) },
        pointer)
    }
    return text
  }

  func isSameVersion(as other: Map) -> Bool { handle.root == other.handle.root }

  /// Expects the map to hold exactly `model`, by every way of reading, and to have the canonical shape.
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

/// The differences between two maps.
struct Changes: Equatable {
  struct Replacement: Equatable {
    let before: UInt
    let after: UInt
  }

  var added: [UInt: UInt] = [:]
  var replaced: [UInt: Replacement] = [:]
  var removed: [UInt: UInt] = [:]
  /// How many changes to accept; the callback answers the last of these with "stop".
  fileprivate var limit = Int.max

  init() {}

  var count: Int { added.count + replaced.count + removed.count }

  /// Compares two dictionaries key by key.
  init(from before: [UInt: UInt], to after: [UInt: UInt]) {
    added = after.filter { before[$0.key] == nil }
    removed = before.filter { after[$0.key] == nil }
    for (key, value) in before {
      if let other = after[key], other != value { replaced[key] = Replacement(before: value, after: other) }
    }
  }

  fileprivate static func at(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Changes> {
    context!.assumingMemoryBound(to: Changes.self)
  }
}

extension UnsafeMutablePointer<Changes> {
  fileprivate func note<Value>(
    _ list: WritableKeyPath<Changes, [UInt: Value]>, _ key: UInt, _ value: Value
  ) -> Bool {
    precondition(pointee.count < pointee.limit, "a change was reported after a callback had said stop")
    precondition(pointee[keyPath: list].updateValue(value, forKey: key) == nil, "a key was reported twice")
    return pointee.count < pointee.limit
  }
}

struct OutOfMemory: Error {}

extension TestFamily {
  func map(_ bindings: [UInt: UInt]) throws -> Map {
    try bindings.reduce(empty) { try $0.assoc($1.key, $1.value) }
  }

  /// A map with these entries that one transient has built, so that it shares no nodes with another map.
  func mapInPlace(_ bindings: [UInt: UInt]) throws -> Map {
    let transient = Transient(sharing: empty)
    for (key, value) in bindings { try transient.assoc(key, value) }
    return try transient.finish()
  }
}
