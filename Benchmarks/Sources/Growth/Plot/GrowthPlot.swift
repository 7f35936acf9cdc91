// Writes a chart as a script for gnuplot.

import Foundation
import Harness

/// A chart of the time of one operation, by the number of entries.
package struct GrowthPlot: Sendable {
  package let text: String

  package init(_ report: GrowthReport, _ operation: MapOperation) {
    let machine = "\(report.machine.cpu), \(report.machine.cores) cores, \(report.machine.os)"
    var lines = [
      "set terminal svg size 960,640 background rgb 'white' font 'sans-serif,14'",
      "set encoding utf8",
      Self.label("\(operation.title)", 1, y: 0.95, size: 20),
      Self.label(
        "one core; values are reference-counted objects, in the flat array plain words", 2, y: 0.90,
        size: 13),
      Self.label(machine, 3, y: 0.865, size: 13),
      "set xlabel 'entries'",
      "set ylabel 'ns per call'",
      "set logscale xy 10",
      "set format x '%.0f'",
      "set format y '%.0f'",
      "set mytics 10",
      "set grid xtics ytics linewidth 1 linecolor rgb '#cccccc'",
      "set border 3 linecolor rgb '#555555'",
      "set tics nomirror",
      "set key outside right center vertical reverse Left samplen 2 spacing 1.4",
      "set tmargin at screen 0.82",
      "set bmargin at screen 0.12",
    ]
    for (index, peer) in Peer.allCases.enumerated() {
      lines.append("$data\(index) << EOD")
      // A logarithmic axis cannot show 0, the time of an operation too short for the clock.
      for time in report.times where time.peer == peer && time.operation == operation && time.ns > 0 {
        lines.append("\(time.entries) \(String(format: "%.6g", time.ns))")
      }
      lines.append("EOD")
    }
    let curves = Peer.allCases.enumerated().map { index, peer in
      "$data\(index) using 1:2 with linespoints \(Self.look(of: peer)) title '\(peer.rawValue)'"
    }
    text = (lines + ["plot " + curves.joined(separator: ", \\\n     ")]).joined(separator: "\n") + "\n"
  }

  /// Okabe and Ito's colours, which people with any colour vision can tell apart.
  private static func look(of peer: Peer) -> String {
    let (colour, mark, width): (String, Int, Double) =
      switch peer {
      case .engine: ("#D55E00", 7, 3.5)
      case .tree: ("#E69F00", 3, 2)
      case .dictionary: ("#56B4E9", 9, 2)
      case .flat: ("#000000", 1, 1)
      }
    return "linecolor rgb '\(colour)' linewidth \(width) pointtype \(mark) pointsize 0.8"
  }

  /// A line of text, placed relative to the whole picture. "noenhanced", because a CPU's name may contain an
  /// `@` or a `_`.
  private static func label(_ text: String, _ number: Int, y: Double, size: Int) -> String {
    let quoted = "'" + text.replacing("'", with: "''") + "'"
    return "set label \(number) \(quoted) at screen 0.03,\(y) left noenhanced font ',\(size)'"
  }
}
