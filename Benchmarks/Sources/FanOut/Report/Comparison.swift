// The changes between two runs.

package import Harness

/// A comparison of two runs, row by row.
package struct Comparison: Sendable {
  /// A cost whose intervals in the two runs do not overlap.
  package struct Change: Sendable {
    package let subject: Results.Row.Subject
    package let before, after: Estimate

    /// The increase as a fraction of the cost before. If that cost was not above zero, the fraction is
    /// infinite for an increase, and otherwise zero.
    package var growth: Double {
      before.median > 0
        ? (after.median - before.median) / before.median : after.median > before.median ? .infinity : 0
    }
  }

  package private(set) var changes: [Change] = []
  /// How many rows, among those that were compared, have overlapping intervals in both runs.
  package private(set) var unchanged = 0
  /// Rows where the machine ran `bare` at a different speed, with the time after as a multiple of the time
  /// before. A virtual machine's cores may be close together or far apart for minutes: then every cost
  /// differs, whatever changed in the code.
  package private(set) var otherPace: [(subject: Results.Row.Subject, ratio: Double)] = []
  /// The rows that only one of the runs has.
  package let notCompared: [Results.Row.Subject]

  package init(_ before: Results, _ after: Results) {
    let later = Dictionary(uniqueKeysWithValues: after.rows.map { ($0.subject, $0) })
    let earlier = Set(before.rows.map(\.subject))
    notCompared =
      before.rows.map(\.subject).filter { later[$0] == nil }
      + after.rows.map(\.subject).filter { !earlier.contains($0) }
    for row in before.rows {
      guard let now = later[row.subject]?.cost else { continue }
      if let ratio = Self.ratio(before.pace(at: row.subject), after.pace(at: row.subject)) {
        otherPace.append((row.subject, ratio))
      } else if now.low > row.cost.high || now.high < row.cost.low {
        changes.append(Change(subject: row.subject, before: row.cost, after: now))
      } else {
        unchanged += 1
      }
    }
  }

  /// The time `after` as a multiple of the time `before`. Nil if either is unknown, if `before` is zero, or
  /// if the longer time exceeds the shorter one by at most a quarter, which can be chance.
  private static func ratio(_ before: Double?, _ after: Double?) -> Double? {
    guard let before, let after, before > 0, !(0.8...1.25).contains(after / before) else { return nil }
    return after / before
  }

  /// The costs that grew by more than `percent`.
  package func slower(byMoreThan percent: Int) -> [Change] {
    changes.filter { $0.growth > Double(percent) / 100 }
  }

  /// Whether any row was compared.
  package var isAny: Bool { changes.count + unchanged > 0 }

  /// The names of the first four subjects, and how many more there are.
  private static func some(of subjects: [Results.Row.Subject]) -> String {
    let named = subjects.prefix(4).map(\.description).joined(separator: "; ")
    return subjects.count > 4 ? "\(named); and \(subjects.count - 4) more" : named
  }

  /// The comparison as text.
  package var text: String {
    var lines = changes.map { change in
      let growth =
        change.growth.isFinite
        ? "\(change.growth > 0 ? "+" : "")\((change.growth * 100).fixed(0)) %" : "from zero"
      return "\(change.growth > 0 ? "slower" : "faster")  \(change.subject): \(change.before.interval) -> "
        + "\(change.after.interval) ns, \(growth)"
    }
    lines.append("\(changes.count) changed (their 95 % intervals do not overlap), \(unchanged) did not")
    if !otherPace.isEmpty {
      let ratios = otherPace.map(\.ratio)
      lines.append(
        "\(otherPace.count) not compared, since the machine ran at another speed ('bare' took "
          + "\(ratios.min()!.fixed(1)) to \(ratios.max()!.fixed(1)) times as long); measure both again: "
          + Self.some(of: otherPace.map(\.subject)))
    }
    if !notCompared.isEmpty {
      lines.append("in one of the files only: " + Self.some(of: notCompared))
    }
    return lines.joined(separator: "\n")
  }
}

extension Estimate {
  fileprivate var interval: String { "\(text) (\(low.fixed(0)) to \(high.fixed(0)))" }
}
