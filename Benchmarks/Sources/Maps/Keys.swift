// The keys of the compared maps: the same words, in the same order, for every map.

/// A word that is its own hash, like the engine's identity keys, so that the maps are compared and not their
/// hash functions.
package struct IdentityKey: Hashable, Sendable {
  package let word: UInt

  package init(_ word: UInt) { self.word = word }

  package func hash(into hasher: inout Hasher) { hasher.combine(word) }

  /// The requirement that swift-collections and the standard library call for a hash: returns the word
  /// unhashed.
  package func _rawHashValue(seed: Int) -> Int { Int(bitPattern: word) }
}

/// Distinct, well-spread keys.
package enum Keys {
  /// Mixes the number as SplitMix64 does, but without its first shift, and clears the highest bit.
  package static func key(_ number: Int) -> UInt {
    var word = (UInt(number) &+ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    // The look-up loops add the highest bit of each result to the next key, so it must be 0.
    return (word ^ word >> 31) & (.max >> 1)
  }

  /// The keys that a map of `count` entries contains.
  package static func bound(_ count: Int) -> [UInt] { (0..<count).map(key) }

  /// A thousand keys that a map of `count` entries does not contain.
  package static func fresh(_ count: Int) -> [UInt] { (count..<count + 1000).map(key) }

  /// Keys of the map in an order that neither a cache nor a branch predictor can learn.
  package static func probes(_ count: Int) -> [UInt] {
    var random: UInt = 1
    return (0..<1 << 14).map { _ in
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return key(Int((random >> 33) % UInt(count)))
    }
  }
}
