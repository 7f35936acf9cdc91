// The rows of the budget: what the library may cost, as the project's design has it.

/// One line of the budget.
package struct BudgetRow: Equatable, Sendable {
  package enum Unit: String, Sendable { case ratio, ns, bytes }

  package let name: String
  /// The measurement, by its name.
  package let probe: String
  package let figure: Figure
  package let budget: Double
  package let unit: Unit
  /// What the figure is compared with.
  package let comparison: String
  /// Further sides whose times help to judge the figure.
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

  /// The sides whose times are shown: those of the figure, then the others.
  package var shown: [String] { figure.sides + alongside }

  /// A figure that is no number, since something was not measured, holds nothing.
  package func holds(_ figure: Double) -> Bool {
    self.figure.isBetterHigher ? figure >= budget : figure <= budget
  }
}
