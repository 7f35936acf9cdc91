// The few statistics that the report needs.

/// The median, minimum and maximum of some figures.
package struct Summary: Equatable, Sendable {
  package let median: Double
  package let minimum: Double
  package let maximum: Double

  /// The median of an even number of figures is the mean of the two in the middle.
  package init(_ figures: [Double]) {
    precondition(!figures.isEmpty, "a median needs at least one figure")
    let sorted = figures.sorted()
    let middle = sorted.count / 2
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    minimum = sorted[0]
    maximum = sorted[sorted.count - 1]
  }
}
