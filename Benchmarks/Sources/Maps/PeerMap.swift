// What is asked of every map that is compared. Each loop does something with every result, and returns a sum
// by which the caller checks that the operation did what it is to do.

/// A map that is measured: the engine, or what one would use in its place.
///
/// The maps are generic, and who measures them is in another module. Their `@_specialize` makes the versions
/// that a program with these very types would run; without it they would all go through witness tables.
package protocol PeerMap: Sendable {
  /// One version of the map, which lives as long as it is held.
  associatedtype Version: Sendable

  /// Binds each key to a value of its own.
  init(keys: [UInt])

  var count: Int { get }

  /// Look-ups, each of which waits for the one before; returns how many found something.
  func find(_ keys: [UInt], calls: Int) -> Int
  /// Versions in which a key, bound or fresh, has another value, each dropped at once; returns the sum of
  /// their counts.
  func assoc(_ keys: [UInt], calls: Int) -> Int
  /// Versions without a key, each dropped at once; returns the sum of their counts.
  func without(_ keys: [UInt], calls: Int) -> Int
  /// Walks over all entries; returns the sum of the keys seen.
  func iterate(calls: Int) -> UInt
  /// The version in which `key` has another value.
  func version(changing key: UInt) -> Version
  /// Comparisons with another version; returns how many found them equal.
  func equal(_ version: Version, calls: Int) -> Int
}

/// A value of the Swift maps.
package protocol Payload: Equatable, Sendable {
  init(_ word: UInt)
  var word: UInt { get }
}

extension UInt: Payload {
  package var word: UInt { self }
}

/// A counted value, compared by identity, as the engine compares words.
package final class Object: Payload {
  package let word: UInt

  package init(_ word: UInt) { self.word = word }

  package static func == (left: Object, right: Object) -> Bool { left === right }
}

extension Array where Element == UInt {
  /// Calls `body` with the keys in turn, without a division, which would cost as much as a look-up.
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
