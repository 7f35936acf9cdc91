// Swift ownership for the engine's transients.
import CHamt
import Testing

/// Thrown when the engine refuses a call with CHAMT_FINISHED or CHAMT_BUSY.
struct Refused: Error, Equatable {
  let status: chamt_status
}

/// Owns a transient and drops it when it is deinitialized.
///
/// `@unchecked Sendable`: for callbacks that run within a call to it, and for a move to another
/// thread; only one thread uses it at a time.
final class Transient: @unchecked Sendable {
  let family: TestFamily
  private let raw: UnsafeMutablePointer<chamt_transient>

  /// Starts with a map that others hold as well.
  convenience init(sharing map: Map) {
    self.init(family: map.family, owning: chamt_map_retain(map.handle))
  }

  /// Starts with a map that nobody else holds.
  convenience init(_ model: [UInt: UInt], in family: TestFamily) throws {
    let map = try family.map(model)
    self.init(sharing: map)
  }

  private init(family: TestFamily, owning map: chamt_map) {
    self.family = family
    raw = .allocate(capacity: 1)
    raw.initialize(to: chamt_transient_make(map))
  }

  deinit {
    var map = chamt_map()
    if chamt_transient_finish(raw, &map) == CHAMT_OK { chamt_map_release(map) }
    raw.deallocate()
  }

  var count: Int { chamt_transient_count(raw) }

  subscript(key: UInt) -> UInt? {
    var value: UInt = 0
    return chamt_transient_find(raw, key, &value) ? value : nil
  }

  func assoc(_ key: UInt, _ value: UInt) throws {
    try check(chamt_transient_assoc(raw, key, value))
  }

  func without(_ key: UInt) throws {
    try check(chamt_transient_without(raw, key))
  }

  func finish() throws -> Map {
    var map = chamt_map()
    try check(chamt_transient_finish(raw, &map))
    return Map(family: family, owning: map)
  }

  private func check(_ status: chamt_status) throws {
    switch status {
    case CHAMT_OK: break
    case CHAMT_NO_MEMORY: throw OutOfMemory()
    default: throw Refused(status: status)
    }
  }
}
