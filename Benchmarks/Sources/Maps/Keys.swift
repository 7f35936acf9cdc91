// The keys of the maps that are compared: the same words for all of them, in the same order.

/// A word that is its own hash, as the engine's identity keys are: what is compared is the maps, not hash
/// functions.
package struct IdentityKey: Hashable, Sendable {
  package let word: UInt

  package init(_ word: UInt) { self.word = word }

  package func hash(into hasher: inout Hasher) { hasher.combine(word) }

  /// What swift-collections and the standard library ask for; the standard way to have no hash function.
  package func _rawHashValue(seed: Int) -> Int { Int(bitPattern: word) }
}

/// Distinct keys that are well spread.
package enum Keys {
  /// The finalizer of SplitMix64, a bijection, so that no two numbers have one key.
  package static func key(_ number: Int) -> UInt {
    var word = (UInt(number) &+ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    // The look-up loops want words whose highest bit says nothing: they wait for it.
    return (word ^ word >> 31) & (.max >> 1)
  }

  /// The keys that a map of `count` entries binds.
  package static func bound(_ count: Int) -> [UInt] { (0..<count).map(key) }

  /// Keys that a map of `count` entries does not bind.
  package static func fresh(_ count: Int) -> [UInt] { (count..<count + 1000).map(key) }

  /// Bound keys in an order that neither a cache nor a branch predictor can learn.
  package static func probes(_ count: Int) -> [UInt] {
    var random: UInt = 1
    return (0..<1 << 14).map { _ in
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return key(Int((random >> 33) % UInt(count)))
    }
  }
}
