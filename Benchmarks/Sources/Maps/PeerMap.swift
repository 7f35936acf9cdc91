// The interface of every compared map. Each loop uses every result, and returns a sum with which the caller
// checks that the operation did its work.

/// A map under measurement: the engine, or a map that one would use in its place.
///
/// The maps are generic, and the code that measures them is in another module. `@_specialize` makes the
/// compiler emit the code that a program using these types directly would run; without it, every call would
/// go through witness tables.
package protocol PeerMap: Sendable {
  /// A version of the map, which stays valid while it is held.
  associatedtype Version: Sendable

  /// Binds each key to its own value.
  init(keys: [UInt])

  var count: Int { get }

  /// Looks up keys, each look-up dependent on the result of the one before; returns how many found a value.
  func find(_ keys: [UInt], calls: Int) -> Int
  /// Makes versions that bind a key, present or new, to another value, and releases each at once; returns the
  /// sum of their counts.
  func assoc(_ keys: [UInt], calls: Int) -> Int
  /// Makes versions without a key, and releases each at once; returns the sum of their counts.
  func without(_ keys: [UInt], calls: Int) -> Int
  /// Iterates over all entries; returns the sum of their keys.
  func iterate(calls: Int) -> UInt
  /// Returns a version that binds `key` to another value.
  func version(changing key: UInt) -> Version
  /// Compares the map with another version; returns how many comparisons found them equal.
  func equal(_ version: Version, calls: Int) -> Int
}

/// A value in the Swift maps.
package protocol Payload: Equatable, Sendable {
  init(_ word: UInt)
  var word: UInt { get }
}

extension UInt: Payload {
  package var word: UInt { self }
}

/// A reference-counted value, compared by identity, as the engine compares words.
package final class Object: Payload {
  package let word: UInt

  package init(_ word: UInt) { self.word = word }

  package static func == (left: Object, right: Object) -> Bool { left === right }
}

extension Array where Element == UInt {
  /// Calls `body` with the keys in turn, without a modulo operation, which would cost as much as a look-up.
  @inline(__always)
  func forCalls(_ calls: Int, _ body: (UInt) -> Void) {
    withUnsafeBufferPointer { keys in
      var at = 0
      for _ in 0..<calls {
        body(keys[at])
        at = at + 1 == keys.count ? 0 : at + 1
      }
    }
  }
}
