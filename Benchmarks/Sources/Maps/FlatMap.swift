// The floor: entries side by side in one block of memory. No map with the same number of entries can be
// copied or iterated faster, or use less memory; a look-up is a linear search.

/// An array of entries in insertion order; a version is a copy of the whole array.
package final class FlatMap<Value: Payload>: PeerMap {
  package struct Entry: Equatable, Sendable {
    let key: UInt
    var value: Value
  }

  private let entries: [Entry]
  private let other = Value(UInt.max)

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package init(keys: [UInt]) {
    entries = keys.map { Entry(key: $0, value: Value($0)) }
  }

  package var count: Int { entries.count }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func find(_ keys: [UInt], calls: Int) -> Int {
    var (right, waits) = (0, UInt(0))
    keys.forCalls(calls) { key in
      guard let at = Self.index(of: key &+ waits, in: entries) else { return }
      right += 1
      waits = entries[at].value.word >> 63
    }
    return right
  }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func assoc(_ keys: [UInt], calls: Int) -> Int {
    var sum = 0
    keys.forCalls(calls) { key in
      var out = entries
      if let at = Self.index(of: key, in: out) {
        out[at].value = other
      } else {
        out.append(Entry(key: key, value: other))
      }
      sum += out.count
    }
    return sum
  }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func without(_ keys: [UInt], calls: Int) -> Int {
    var sum = 0
    keys.forCalls(calls) { key in
      var out = entries
      if let at = Self.index(of: key, in: out) {
        out.swapAt(at, out.count - 1)
        out.removeLast()
      }
      sum += out.count
    }
    return sum
  }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func iterate(calls: Int) -> UInt {
    var sum: UInt = 0
    for _ in 0..<calls {
      for entry in entries { sum &+= entry.key }
    }
    return sum
  }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func equal(_ version: [Entry], calls: Int) -> Int {
    var equal = 0
    for _ in 0..<calls where entries == version { equal += 1 }
    return equal
  }

  @_specialize(where Value == Object)
  @_specialize(where Value == UInt)
  package func version(changing key: UInt) -> [Entry] {
    var version = entries
    if let at = Self.index(of: key, in: version) { version[at].value = other }
    return version
  }

  private static func index(of key: UInt, in entries: [Entry]) -> Int? {
    entries.withUnsafeBufferPointer { entries in
      for at in entries.indices where entries[at].key == key { return at }
      return nil
    }
  }
}
