// The settings of a run. This file checks `only`; the command line checks the numbers.

package import Harness

package struct BudgetSettings: Equatable, Sendable {
  package let rows: [BudgetRow]
  package let rounds: Int
  package let effort: Effort
  package let json: String?
  private let only: [String]?

  /// - Parameter only: Texts, one of which a row's name or measurement must contain; nil for all rows.
  package init(
    only: [String]? = nil, rounds: Int = 9, batches: Int = Effort.standard.batches, json: String? = nil
  ) throws(UsageError) {
    for text in only ?? [] where !BudgetRow.all.contains(where: { $0.matches(text) }) {
      throw UsageError(
        "--only '\(text)': no row has that in its name or measurement; '--list' lists the rows")
    }
    rows = BudgetRow.all.filter { row in only?.contains(where: row.matches) ?? true }
    self.rounds = rounds
    effort = Effort(batches: batches, batchNanoseconds: Effort.standard.batchNanoseconds)
    self.json = json
    self.only = only
  }

  /// The measurements that the rows need, each once, and the measurement of the machine's own steps, except
  /// those that need more processors than there are.
  package var probes: [Probe] {
    Probe.all.filter { probe in
      probe.fitsHere && (probe.name == Probe.machine.name || rows.contains { $0.probe == probe.name })
    }
  }

  /// A command that repeats the measurement.
  package var command: String {
    var words = ["budget"]
    if let only { words += ["--only", "'\(only.joined(separator: ","))'"] }
    return (words + ["--rounds", "\(rounds)", "--batches", "\(effort.batches)"]).joined(separator: " ")
  }
}

extension BudgetRow {
  fileprivate func matches(_ text: String) -> Bool {
    name.lowercased().contains(text.lowercased()) || probe.lowercased().contains(text.lowercased())
  }
}
