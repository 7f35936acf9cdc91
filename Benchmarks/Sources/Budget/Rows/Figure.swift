// Computes a row's figure from the times of its probe's sides.

/// A figure, and whether higher or lower is better.
package enum Figure: Equatable, Sendable {
  /// The side's time.
  case cost(String)
  /// The side's time minus the other's.
  case extra(String, over: String)
  /// The side's time divided by the other's.
  case ratio(String, to: String)
  /// The side's time divided by the one of `to`, after the time of `over` is subtracted from both.
  case extraRatio(String, to: String, over: String)
  /// The other's time divided by the side's.
  case speedUp(String, over: String)
  /// The time of `over` divided by the side's, after the time of `beyond` is subtracted from both.
  case extraSpeedUp(String, over: String, beyond: String)

  package var isBetterHigher: Bool {
    switch self {
    case .speedUp, .extraSpeedUp: true
    case .cost, .extra, .ratio, .extraRatio: false
    }
  }

  /// The sides from which the figure is computed.
  package var sides: [String] {
    switch self {
    case .cost(let side): [side]
    case .extra(let side, let other), .ratio(let side, let other), .speedUp(let side, let other):
      [side, other]
    case .extraRatio(let side, let other, let bare), .extraSpeedUp(let side, let other, let bare):
      [side, other, bare]
    }
  }

  /// - Parameter took: The time of each of `sides`.
  package func value(_ took: [String: Double]) -> Double {
    let values = sides.map { took[$0] ?? .nan }
    switch self {
    case .cost: return values[0]
    case .extra: return values[0] - values[1]
    case .ratio: return values[0] / values[1]
    case .extraRatio:
      return Self.atLeastNoise(values[0] - values[2]) / Self.atLeastNoise(values[1] - values[2])
    case .speedUp: return values[1] / values[0]
    case .extraSpeedUp: return (values[1] - values[2]) / Self.atLeastNoise(values[0] - values[2])
    }
  }

  /// At least 1 ns: a difference of two times can be lost in the noise, and a ratio to a negative time is
  /// meaningless.
  private static func atLeastNoise(_ nanoseconds: Double) -> Double { max(nanoseconds, 1) }
}
