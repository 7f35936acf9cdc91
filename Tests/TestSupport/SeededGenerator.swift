// Reproducible random numbers: the seed is printed, and can be set in the environment.
import Foundation

/// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
package struct SeededGenerator: RandomNumberGenerator {
  package let seed: UInt64
  private var state: UInt64

  package init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// Takes the seed from CHAMT_SEED if that is a number, else a random one. Prints how to repeat `test`.
  package static func printingSeed(of test: String) -> SeededGenerator {
    let given = ProcessInfo.processInfo.environment["CHAMT_SEED"].flatMap { UInt64($0) }
    let generator = SeededGenerator(seed: given ?? .random(in: 0...(.max)))
    print("\(test): CHAMT_SEED=\(generator.seed)")
    return generator
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
