// A row of the budget: what an operation of the library may cost, according to the project's design.

/// One line of the budget.
package struct BudgetRow: Equatable, Sendable {
  package enum Unit: String, Sendable { case ratio, ns, bytes }

  package let name: String
  /// The name of the measurement.
  package let probe: String
  package let figure: Figure
  package let budget: Double
  package let unit: Unit
  /// The baseline of the figure, for the reader.
  package let comparison: String
  /// More sides, whose times help to judge the figure.
  package let alongside: [String]

  package init(
    _ name: String, _ probe: String, _ figure: Figure, _ budget: Double, _ unit: Unit = .ratio,
    comparison: String, alongside: [String] = []
  ) {
    self.name = name
    self.probe = probe
    self.figure = figure
    self.budget = budget
    self.unit = unit
    self.comparison = comparison
    self.alongside = alongside
  }

  /// The sides whose times are shown: the figure's own, then `alongside`.
  package var shown: [String] { figure.sides + alongside }

  /// Whether the figure is within the budget. NaN, the figure of a row with a missing measurement, is not.
  package func holds(_ figure: Double) -> Bool {
    self.figure.isBetterHigher ? figure >= budget : figure <= budget
  }
}
