// How sure a figure is.

import Foundation

/// The middle of some figures, with an interval in which the true middle lies in at least 95 of 100 such
/// samples.
///
/// By the sign test: each figure lies above the true middle or below it, as a coin falls. It assumes nothing
/// of how the figures are spread, and a machine's are spread badly.
package struct Estimate: Codable, Equatable, Sendable {
  package let median: Double
  package let low: Double
  package let high: Double

  /// Of fewer than six figures no interval is that sure; it is then as wide as they are.
  package init(_ figures: [Double]) {
    let summary = Summary(figures)
    let sorted = figures.sorted()
    let rank = Self.rank(of: sorted.count)
    (median, low, high) = (summary.median, sorted[rank], sorted[sorted.count - 1 - rank])
  }

  package init(median: Double, low: Double, high: Double) {
    (self.median, self.low, self.high) = (median, low, high)
  }

  /// How far the interval reaches to its farther side.
  package var margin: Double { max(high - median, median - low) }

  /// Whether zero is not in the interval, so that there is something to speak of.
  package var isAboveZero: Bool { low > 0 }

  /// How many of `count` figures may lie outside of the interval at each end: the most for which so many
  /// heads or fewer in `count` throws are no more likely than 1 in 40.
  static func rank(of count: Int) -> Int {
    // The likelihood of `heads` heads, by its logarithm: 2 to the -count is no `Double` for long.
    var logarithm = -Double(count) * log(2)
    var heads = 0
    var sum = exp(logarithm)
    while sum <= 0.025 {
      heads += 1
      logarithm += log(Double(count - heads + 1) / Double(heads))
      sum += exp(logarithm)
    }
    return max(0, heads - 1)
  }
}
