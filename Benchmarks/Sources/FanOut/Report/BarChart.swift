// The chart of single calls: a bar for each strategy, on a logarithmic scale.

import Foundation
import Harness

package struct BarChart: Sendable {
  private static let (width, left, right, height, gap) = (720.0, 230.0, 70.0, 11.0, 12.0)

  private let calls: [CallGroup]
  private let highest: Double

  package init(_ calls: [CallGroup]) {
    self.calls = calls
    highest = calls.flatMap(\.readings).map(\.nanoseconds.median).max() ?? 1
  }

  package var svg: String {
    var parts: [String] = []
    var y = Self.gap
    for call in calls {
      let middle = y + Self.height * Double(call.readings.count) / 2
      parts.append(
        "<text class=\"tick end\" x=\"\(Self.left - 10)\" y=\"\(middle.rounded(to: 1))\">\(call.name.escaped)</text>"
      )
      for reading in call.readings {
        let (cost, width) = (reading.nanoseconds, width(of: reading.nanoseconds.median))
        parts.append(
          "<g class=\"\(reading.strategy.rawValue)\"><rect class=\"bar\" x=\"\(Self.left)\" y=\"\(y.rounded(to: 1))\" "
            + "width=\"\(width)\" height=\"\(Self.height - 2)\"><title>\(reading.strategy.rawValue), \(call.name.escaped): "
            + "\(cost.median.fixed(1)) ns (\(cost.low.fixed(1)) to \(cost.high.fixed(1)))</title></rect>"
            + "<text class=\"value\" x=\"\(Self.left + width + 6)\" y=\"\((y + Self.height / 2 - 1).rounded(to: 1))\">"
            + "\(cost.median.fixed(cost.median < 10 ? 1 : 0))</text></g>")
        y += Self.height
      }
      y += Self.gap
    }
    return
      "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(y))\" role=\"img\" aria-label=\"Nanoseconds per call\">\n"
      + parts.joined(separator: "\n") + "\n</svg>"
  }

  /// The length of a bar; one nanosecond is the origin of the scale.
  private func width(of nanoseconds: Double) -> Double {
    let room = Self.width - Self.left - Self.right
    return max(1, room * log10(max(nanoseconds, 1)) / max(log10(highest), 1)).rounded(to: 1)
  }
}
