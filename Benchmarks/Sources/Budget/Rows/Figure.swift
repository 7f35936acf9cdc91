// How a row's figure comes from what the sides of its probe took.

/// A figure, and in which direction it is good.
package enum Figure: Equatable, Sendable {
  /// What the side took.
  case cost(String)
  /// What the side took beyond another.
  case extra(String, over: String)
  /// How many times as long as the other the side took.
  case ratio(String, to: String)
  /// How many times as long as `to` the side took, each beyond `bare`.
  case extraRatio(String, to: String, over: String)
  /// How many times as fast as the other the side was.
  case speedUp(String, over: String)
  /// How many times as cheap as the other the side was, each beyond `bare`.
  case extraSpeedUp(String, over: String, beyond: String)

  package var isBetterHigher: Bool {
    switch self {
    case .speedUp, .extraSpeedUp: true
    case .cost, .extra, .ratio, .extraRatio: false
    }
  }

  /// The sides that it is computed from.
  package var sides: [String] {
    switch self {
    case .cost(let side): [side]
    case .extra(let side, let other), .ratio(let side, let other), .speedUp(let side, let other):
      [side, other]
    case .extraRatio(let side, let other, let bare), .extraSpeedUp(let side, let other, let bare):
      [side, other, bare]
    }
  }

  /// - Parameter took: What each of `sides` took.
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

  /// A cost over something else can be lost in the noise, and a ratio to less than nothing says nothing.
  private static func atLeastNoise(_ nanoseconds: Double) -> Double { max(nanoseconds, 1) }
}
