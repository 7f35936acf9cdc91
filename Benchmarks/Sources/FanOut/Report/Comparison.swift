// What has changed between two runs.

package import Harness

/// Two runs, row by row.
package struct Comparison: Sendable {
  /// A cost of which the two runs are sure that it differs: their intervals have nothing in common.
  package struct Change: Sendable {
    package let subject: Results.Row.Subject
    package let before, after: Estimate

    /// How much more it costs, as a part of what it did. Of what cost nothing, any cost is more than all.
    package var growth: Double {
      before.median > 0
        ? (after.median - before.median) / before.median : after.median > before.median ? .infinity : 0
    }
  }

  package private(set) var changes: [Change] = []
  /// How many rows are in both and do not differ beyond their intervals.
  package private(set) var unchanged = 0
  /// What only one of them has.
  package let notCompared: [Results.Row.Subject]

  package init(_ before: Results, _ after: Results) {
    let later = Dictionary(after.rows.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
    let earlier = Set(before.rows.map(\.subject))
    notCompared =
      before.rows.map(\.subject).filter { later[$0] == nil }
      + after.rows.map(\.subject).filter { !earlier.contains($0) }
    for row in before.rows {
      guard let now = later[row.subject]?.cost else { continue }
      if now.low > row.cost.high || now.high < row.cost.low {
        changes.append(Change(subject: row.subject, before: row.cost, after: now))
      } else {
        unchanged += 1
      }
    }
  }

  /// What got slower by more than `percent`.
  package func slower(byMoreThan percent: Int) -> [Change] {
    changes.filter { $0.growth > Double(percent) / 100 }
  }

  /// For people.
  package var text: String {
    var lines = changes.map { change in
      let growth =
        change.growth.isFinite
        ? "\(change.growth > 0 ? "+" : "")\((change.growth * 100).fixed(0)) %" : "from nothing"
      return "\(change.growth > 0 ? "slower" : "faster")  \(change.subject): \(change.before.interval) -> "
        + "\(change.after.interval) ns, \(growth)"
    }
    lines.append("\(changes.count) changed beyond the intervals of 95 %, \(unchanged) did not")
    if !notCompared.isEmpty {
      lines.append("in one of the files only: " + notCompared.map(\.description).joined(separator: "; "))
    }
    return lines.joined(separator: "\n")
  }
}

extension Estimate {
  fileprivate var interval: String { "\(text) (\(low.fixed(0)) to \(high.fixed(0)))" }
}
