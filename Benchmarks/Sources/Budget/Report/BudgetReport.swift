// The results of a run, as a table for people and as JSON for programs.

package import Harness
import TextTable

package struct BudgetReport: Sendable {
  package let machine: Machine
  package let command: String
  package let results: [RowResult]
  /// The rows that need two processors, if there is only one.
  package let notMeasured: [BudgetRow]
  /// The times of this machine's elementary steps, by the name of the side.
  package let steps: [String: Double]

  package init(
    machine: Machine, command: String, results: [RowResult], notMeasured: [BudgetRow] = [],
    steps: [String: Double]
  ) {
    self.machine = machine
    self.command = command
    self.results = results
    self.notMeasured = notMeasured
    self.steps = steps
  }
}

// MARK: - Table

extension BudgetReport {
  package func table() -> String {
    let steps = steps.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.fixed(1))" }.joined(
      separator: ", ")
    let short = results.filter { !$0.holds }
    return """
      machine    \(machine.cpu), \(machine.cores) cores, \(machine.os), \(machine.arch), Swift \(machine.swift)
      steps      \(steps.isEmpty ? "not measured" : steps + " ns")
      command    \(command)

      \(figures())
      figure: the median over the quieter half of the rounds; in each round, the best of many batches counts.
      (min-max): the lowest and the highest figure of all rounds. <= and >=: the figure must be at most, or at
      least, the budget. ns (bytes for memory): the medians of the sides' times in the same rounds, per call.
      \(results.count - short.count) of \(results.count) rows pass, \(short.count) \(short.count == 1 ? "is" : "are") short.
      """ + notMeasured.map { "\nnot measured, for want of a second processor: \($0.name)" }.joined()
  }

  private func figures() -> String {
    let table = TextTable<RowResult> { result in
      let row = result.row
      return [
        Column(title: "row", value: row.name),
        Column(
          title: "budget", value: (row.figure.isBetterHigher ? ">= " : "<= ") + Self.text(row.budget),
          align: .right),
        Column(title: "figure", value: Self.text(result.figure), align: .right),
        Column(
          title: "(min-max)", value: "(\(Self.text(result.lowest))-\(Self.text(result.highest)))",
          align: .right),
        Column(title: "unit", value: row.unit.rawValue),
        Column(title: "verdict", value: result.holds ? "pass" : "short"),
        Column(
          title: "ns",
          value: row.shown.map { "\($0) \(Self.text(result.took[$0] ?? .nan))" }.joined(
            separator: ", ")),
      ]
    }
    return table.string(for: results) ?? ""
  }

  /// Shows at least three digits.
  private static func text(_ value: Double) -> String {
    value.fixed(abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2)
  }
}

// MARK: - JSON

extension BudgetReport: Encodable {
  enum CodingKeys: String, CodingKey { case rows }

  /// The keys `rows`, and in each row `name`, `figure`, `budget`, `unit` and `holds`, are a contract: other
  /// tools read them.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(
      results.map { Row(result: $0, machine: "\(machine.cpu), \(machine.cores) cores") }, forKey: .rows)
  }

  private struct Row: Encodable {
    let result: RowResult
    let machine: String

    enum CodingKeys: String, CodingKey {
      case name, figure, budget, unit, holds, better, comparison, lowest, highest, rounds, probe, machine
      case took = "ns"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      let row = result.row
      try container.encode(row.name, forKey: .name)
      try container.encode(result.figure.rounded(to: 3), forKey: .figure)
      try container.encode(row.budget, forKey: .budget)
      try container.encode(row.unit.rawValue, forKey: .unit)
      try container.encode(result.holds, forKey: .holds)
      try container.encode(row.figure.isBetterHigher ? "higher" : "lower", forKey: .better)
      try container.encode(row.comparison, forKey: .comparison)
      try container.encode(result.lowest.rounded(to: 3), forKey: .lowest)
      try container.encode(result.highest.rounded(to: 3), forKey: .highest)
      try container.encode(result.rounds, forKey: .rounds)
      try container.encode(row.probe, forKey: .probe)
      try container.encode(machine, forKey: .machine)
      try container.encode(result.took.mapValues { $0.rounded(to: 2) }, forKey: .took)
    }
  }
}
