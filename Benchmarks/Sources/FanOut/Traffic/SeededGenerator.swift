// Random numbers that a seed reproduces, which the system's generator does not offer.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): a counter with
/// an odd stride, whose bits a finaliser mixes. Good enough for traffic, not for secrets.
struct SeededGenerator: RandomNumberGenerator {
  /// The stream for the order in which strategies play. The streams of the traffic have other numbers.
  static let orderOfStrategies: UInt64 = 4

  private var state: UInt64

  /// `stream` separates generators with the same seed, so that a longer pool of one kind does not shift the
  /// numbers of another.
  init(seed: UInt64, stream: UInt64) {
    state = seed
    state = next() ^ stream
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
