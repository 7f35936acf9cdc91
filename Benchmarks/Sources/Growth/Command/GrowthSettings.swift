// The settings of a run.

package struct GrowthSettings: Equatable, Sendable {
  /// Powers of two up to 256, then about one size per factor of four: close enough that the lines show their
  /// steps.
  package static let allEntries = [
    1, 2, 4, 8, 16, 32, 64, 128, 256, 1000, 4000, 16_000, 64_000, 250_000, 1_000_000,
  ]

  package let entries: [Int]
  package let rounds: Int
  package let snapshots: Int
  package let json: String?
  package let plots: String?

  /// A command that repeats the measurement.
  package var command: String {
    let list = entries.map(String.init).joined(separator: ",")
    return "growth --entries \(list) --rounds \(rounds) --snapshots \(snapshots)"
  }
}
