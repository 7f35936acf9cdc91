// Computes a row's figure from the measurements of the rounds.

import Harness

/// The measurements of one process: the nanoseconds per call of each side.
package typealias Round = [String: Double]

/// A row with its figure.
package struct RowResult: Equatable, Sendable {
  package let row: BudgetRow
  /// The median over the quiet rounds; in each of them, the sides were measured beside each other.
  package let figure: Double
  package let lowest: Double
  package let highest: Double
  /// The time of each of the row's sides: the median over the quiet rounds.
  package let took: [String: Double]
  package let rounds: Int

  package var holds: Bool { row.holds(figure) }

  package init(_ row: BudgetRow, rounds: [Round]) {
    self.row = row
    let quiet = Self.quietHalf(rounds, sides: row.figure.sides)
    let figures = Summary(rounds.map(row.figure.value))
    (lowest, highest) = (figures.minimum, figures.maximum)
    figure = Summary(quiet.map(row.figure.value)).median
    took = Dictionary(
      uniqueKeysWithValues: row.shown.map { side in
        (side, Summary(quiet.map { $0[side] ?? .nan }).median)
      })
    self.rounds = rounds.count
  }

  /// The half of the rounds with the least total time of the sides. Anything else that the machine does only
  /// adds time, and not equally to all sides.
  static func quietHalf(_ rounds: [Round], sides: [String]) -> [Round] {
    let sums = rounds.map { round in sides.reduce(0) { $0 + (round[$1] ?? .nan) } }
    let order = rounds.indices.sorted { sums[$0] < sums[$1] }
    return order.prefix((rounds.count + 1) / 2).map { rounds[$0] }
  }
}
