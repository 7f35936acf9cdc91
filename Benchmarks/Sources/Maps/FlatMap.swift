// The floor: entries side by side in one block of memory. No map of so many entries can be copied in less, walked in
// less or take less room; looking up is a walk.

/// An array of entries, in the order of its making; a version is a copy of the whole array.
package final class FlatMap<Value: Payload>: PeerMap {
  private typealias Entry = (key: UInt, value: Value)

  private let entries: [Entry]
  private let changed: [Entry]
  private let other = Value(UInt.max)

  package init(keys: [UInt]) {
    entries = keys.map { ($0, Value($0)) }
    var changed = entries
    changed[0].value = other
    self.changed = changed
  }

  package var count: Int { entries.count }

  package func find(_ keys: [UInt], calls: Int) -> Int {
    var (right, waits) = (0, UInt(0))
    keys.forCalls(calls) { key in
      guard let at = Self.index(of: key &+ waits, in: entries) else { return }
      right += 1
      waits = entries[at].value.word >> 63
    }
    return right
  }

  package func assoc(_ keys: [UInt], calls: Int) -> Int {
    var sum = 0
    keys.forCalls(calls) { key in
      var out = entries
      if let at = Self.index(of: key, in: out) {
        out[at].value = other
      } else {
        out.append((key, other))
      }
      sum += out.count
    }
    return sum
  }

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

  package func iterate(calls: Int) -> UInt {
    var sum: UInt = 0
    for _ in 0..<calls {
      for entry in entries { sum &+= entry.key }
    }
    return sum
  }

  package func equal(calls: Int) -> Int {
    var equal = 0
    for _ in 0..<calls {
      // The change is in the first entry; backwards, all have to be compared.
      if entries.indices.reversed().allSatisfy({ entries[$0] == changed[$0] }) { equal += 1 }
    }
    return equal
  }

  private static func index(of key: UInt, in entries: [Entry]) -> Int? {
    entries.withUnsafeBufferPointer { entries in
      for at in entries.indices where entries[at].key == key { return at }
      return nil
    }
  }
}
