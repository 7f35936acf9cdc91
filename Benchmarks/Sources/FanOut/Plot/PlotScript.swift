// The chart, as a script for gnuplot: what is drawn and how it looks. Running it is another file's concern.

import Foundation
import Harness

/// A chart of the context's cost against the number of variables.
package struct PlotScript: Sendable {
  package let text: String

  package init(_ report: Report) {
    let rows = report.rows.filter { $0.strategy != .bare }
    let counts = Set(rows.map(\.shape.variables)).sorted()
    let strategies = StrategyName.allCases.filter { name in rows.contains { $0.strategy == name } }
    var lines = Self.settings(report, counts: counts, costs: rows.map(\.cpuCost.drawn))
    var curves: [String] = []
    for (index, strategy) in strategies.enumerated() {
      let own = rows.filter { $0.strategy == strategy }
      let look = Self.look(of: strategy)
      // Below the noise: at the upper end of what it may be, with an arrow down.
      for (name, points, style) in [
        ("data", own, "linespoints \(look) title \(Self.quoted(strategy.rawValue))"),
        ("below", own.filter { !$0.cpuCost.isAboveZero }, "points \(look) pointtype 11 pointsize 2 notitle"),
      ] where !points.isEmpty {
        lines.append("$\(name)\(index) << EOD")
        lines += points.map { "\($0.shape.variables) \(Self.number($0.cpuCost.drawn))" }
        lines.append("EOD")
        curves.append("$\(name)\(index) using 1:2 with \(style)")
      }
    }
    if rows.contains(where: { !$0.cpuCost.isAboveZero }) {
      lines.append(
        Self.label(
          "A large triangle that points down: the cost is below this, and lost in the noise", 4, y: 0.025,
          size: 11))
    }
    lines.append("plot " + curves.joined(separator: ", \\\n     "))
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func settings(_ report: Report, counts: [Int], costs: [Double]) -> [String] {
    let row = report.rows[0]
    let workload =
      "\(row.shape.fanOut) child tasks per request; each writes \(row.shape.writes) and reads "
      + "\(row.shape.reads) variables; median of \(row.rounds) slices, by turns"
    let machine = "\(report.machine.cpu), \(report.machine.cores) cores, \(report.machine.os)"
    // Half a step of room on each side; it also gives a single number of variables an axis.
    let left = Double(counts[0]) / 1.5
    let right = Double(counts[counts.count - 1]) * 1.5
    let decade = { (cost: Double, rule: FloatingPointRoundingRule) in pow(10, log10(cost).rounded(rule)) }
    let bottom = decade(costs.min() ?? 1, .down)
    let top = max(decade(costs.max() ?? 10, .up), bottom * 10)
    return [
      "set terminal svg size 960,640 background rgb 'white' font 'sans-serif,14'",
      "set encoding utf8",
      label("What context costs a child task", 1, y: 0.95, size: 20),
      label(workload, 2, y: 0.90, size: 13),
      label(machine, 3, y: 0.865, size: 13),
      "set xlabel 'variables in the context'",
      "set ylabel 'processor time of the context per child task (ns)'",
      "set logscale xy 10",
      "set xrange [\(number(left)):\(number(right))]",
      "set yrange [\(number(bottom)):\(number(top))]",
      "set xtics (\(counts.map { "'\($0)' \($0)" }.joined(separator: ", ")))",
      "set format y '%.0f'",
      "set mytics 10",
      "set grid xtics ytics mytics linewidth 1 linecolor rgb '#cccccc', linewidth 0.5 linecolor rgb '#ebebeb'",
      "set border 3 linecolor rgb '#555555'",
      "set tics nomirror",
      "set key outside right center vertical reverse Left samplen 2 spacing 1.4",
      "set tmargin at screen 0.82",
      "set bmargin at screen 0.15",
    ]
  }

  /// Okabe and Ito's colours, which people with any colour vision can tell apart, and a mark of its own for each.
  private static func look(of strategy: StrategyName) -> String {
    let (colour, mark, width): (String, Int, Double) =
      switch strategy {
      case .contextVars: ("#D55E00", 7, 3.5)
      case .contextVarsBind: ("#D55E00", 6, 2)
      case .dictionaryCopy: ("#0072B2", 5, 2)
      case .dictionaryCOW: ("#56B4E9", 9, 2)
      case .taskLocal: ("#009E73", 11, 2)
      case .serviceContext: ("#CC79A7", 13, 2)
      case .treeDictionary: ("#E69F00", 3, 2)
      case .bare: ("#000000", 1, 1)
      }
    return "linecolor rgb '\(colour)' linewidth \(width) pointtype \(mark) pointsize 1"
  }

  /// A line of text at a height of the whole picture. "noenhanced", because a CPU's name may hold an `@` or a `_`.
  private static func label(_ text: String, _ number: Int, y: Double, size: Int) -> String {
    "set label \(number) \(quoted(text)) at screen 0.03,\(y) left noenhanced font ',\(size)'"
  }

  /// In single quotes gnuplot replaces nothing, and a quote is doubled.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }

  /// With a point, whatever the user's locale.
  private static func number(_ value: Double) -> String { String(format: "%.6g", value) }
}

extension Estimate {
  /// Where a cost is drawn, on an axis that has no zero.
  fileprivate var drawn: Double { isAboveZero ? median : max(high, 1) }
}
