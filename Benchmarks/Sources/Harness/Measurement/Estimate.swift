// Estimates a figure and how certain it is.

import Foundation

/// The median of some figures, with an interval that contains the true median in at least 95 of 100 such
/// samples.
///
/// The interval follows from the sign test: each figure lies above or below the true median with equal
/// probability, like heads and tails. The test assumes nothing about the distribution of the figures, which
/// on a real machine is far from normal.
package struct Estimate: Codable, Equatable, Sendable {
  package let median: Double
  package let low: Double
  package let high: Double

  /// With fewer than six figures no interval is that certain; it then reaches from the lowest to the highest.
  package init(_ figures: [Double]) {
    let summary = Summary(figures)
    let sorted = figures.sorted()
    let rank = Self.rank(of: sorted.count)
    (median, low, high) = (summary.median, sorted[rank], sorted[sorted.count - 1 - rank])
  }

  package init(median: Double, low: Double, high: Double) {
    (self.median, self.low, self.high) = (median, low, high)
  }

  /// The distance from the median to the farther end of the interval.
  package var margin: Double { max(high - median, median - low) }

  /// Whether the whole interval is above zero, so that the figure is certainly not zero.
  package var isAboveZero: Bool { low > 0 }

  /// How many of `count` figures may lie outside the interval at each end: the largest number for which
  /// `count` throws of a coin give that many heads or fewer with a probability of at most 1 in 40, or 0 if
  /// there is no such number.
  static func rank(of count: Int) -> Int {
    // The logarithm of the probability of `heads` heads: 2 to the power of -count soon underflows a `Double`.
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
