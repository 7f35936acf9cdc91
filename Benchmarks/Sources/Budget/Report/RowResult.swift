// From what the rounds measured to a row's figure.

import Harness

/// What one process measured: nanoseconds a call of each side.
package typealias Round = [String: Double]

/// A row with its figure.
package struct RowResult: Equatable, Sendable {
  package let row: BudgetRow
  /// The median of the rounds, each computed from sides that were measured beside each other.
  package let figure: Double
  package let lowest: Double
  package let highest: Double
  /// What each of the row's sides took: medians of the rounds.
  package let took: [String: Double]
  package let rounds: Int

  package var holds: Bool { row.holds(figure) }

  package init(_ row: BudgetRow, rounds: [Round]) {
    self.row = row
    let figures = Summary(rounds.map(row.figure.value))
    (figure, lowest, highest) = (figures.median, figures.minimum, figures.maximum)
    took = Dictionary(
      uniqueKeysWithValues: row.shown.map { side in
        (side, Summary(rounds.map { $0[side] ?? .nan }).median)
      })
    self.rounds = rounds.count
  }
}
