// A chart of one section, in the page or in a file of its own: a line for each strategy but `bare` over the
// dimension that varies, on a logarithmic scale of costs.

import Foundation
import Harness

/// A section's chart, as SVG. Its colours follow the reader's light or dark mode. Each point shows its values
/// when the pointer rests on it.
package struct Chart: Sendable {
  private static let (width, height) = (720.0, 380.0)
  private static let (left, right, top, bottom) = (64.0, 24.0, 16.0, 52.0)

  private let section: Section
  private let rows: [ReportRow]
  private let lowest, highest: Double

  package init(_ section: Section, of report: Report) {
    self.section = section
    rows = section.shapes.flatMap { report.rows(at: $0) }.filter { $0.strategy != .bare }
    let costs = rows.map(\.cpuCost.drawn)
    lowest = pow(10, floor(log10(costs.min() ?? 1)))
    highest = max(pow(10, ceil(log10(costs.max() ?? 10))), lowest * 10)
  }

  /// The chart for a page that contains `colours` and `style`.
  package var svg: String { document(height: Self.height, drawing) }

  /// The chart as a file of its own, with the colours, the style and a legend.
  package var file: String {
    let strategies = StrategyName.allCases.filter { name in rows.contains { $0.strategy == name } }
    let names = strategies.enumerated().map { index, strategy in
      let (x, y) = (Self.left + Double(index % 4) * 165, Self.height + 24 + Double(index / 4) * 26)
      return "<g class=\"\(strategy.rawValue)\"><circle cx=\"\(x)\" cy=\"\(y)\" r=\"5\"/>"
        + "<text class=\"name\" x=\"\(x + 12)\" y=\"\(y)\">\(strategy.rawValue)</text></g>"
    }
    let looks = [
      "<style>\n\(Self.colours)\n\(Self.style)\n</style>",
      "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>",
    ]
    return document(
      "xmlns=\"http://www.w3.org/2000/svg\" ", height: Self.height + 76, looks + drawing + names) + "\n"
  }

  private func document(_ attributes: String = "", height: Double, _ parts: [String]) -> String {
    let start =
      "<svg \(attributes)viewBox=\"0 0 \(Int(Self.width)) \(Int(height))\" role=\"img\" "
      + "aria-label=\"\(section.chapter.title): processor time of the context, in nanoseconds per child "
      + "task\">"
    return ([start] + parts + ["</svg>"]).joined(separator: "\n")
  }

  private var drawing: [String] {
    var parts = grid()
    for strategy in StrategyName.allCases {
      let own = rows.filter { $0.strategy == strategy }
      guard !own.isEmpty else { continue }
      parts.append("<g class=\"\(strategy.rawValue)\">")
      let points = own.map { "\(x($0)),\(y($0.cpuCost.drawn))" }.joined(separator: " ")
      parts.append("<polyline points=\"\(points)\"/>")
      parts += own.map(mark)
      parts.append("</g>")
    }
    return parts
  }

  /// Lines and labels for the decades of cost, and labels at equal distances for the dimension that varies.
  private func grid() -> [String] {
    var parts: [String] = []
    var decade = lowest
    while decade <= highest * 1.001 {
      let y = y(decade)
      parts.append(
        "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(y)\" y2=\"\(y)\"/>"
      )
      parts.append("<text class=\"tick end\" x=\"\(Self.left - 8)\" y=\"\(y)\">\(Int(decade).grouped)</text>")
      decade *= 10
    }
    for shape in section.shapes {
      let position = section.chapter.position(of: shape)
      parts.append(
        "<text class=\"tick middle\" x=\"\(x(shape))\" y=\"\(Self.height - Self.bottom + 22)\">\(position.grouped)</text>"
      )
    }
    parts.append(
      "<text class=\"tick middle\" x=\"\((Self.left + Self.width - Self.right) / 2)\" y=\"\(Self.height - 8)\">"
        + "\(section.chapter.axis)</text>")
    return parts
  }

  /// A point with its interval; if the cost may be zero, a triangle that points down from the upper end of
  /// the interval.
  private func mark(_ row: ReportRow) -> String {
    let (x, y, cost) = (x(row), y(row.cpuCost.drawn), row.cpuCost)
    let title =
      "<title>\(row.strategy.rawValue), \(section.chapter.position(of: row.shape).grouped) \(section.chapter.rawValue): "
      + "\(cost.isAboveZero ? "" : "below ")\(cost.drawn.fixed(0)) ns (\(cost.low.fixed(0)) to \(cost.high.fixed(0)))</title>"
    guard cost.isAboveZero else {
      return "<path class=\"below\" d=\"M\(x - 6),\(y)h12l-6,10z\">\(title)</path>"
    }
    return
      "<line class=\"interval\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(self.y(max(cost.low, lowest)))\" y2=\"\(self.y(cost.high))\"/>"
      + "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"5\">\(title)</circle>"
  }

  private func x(_ row: ReportRow) -> Double { x(row.shape) }

  private func x(_ shape: Shape) -> Double {
    let index = Double(section.shapes.firstIndex(of: shape) ?? 0)
    let room = Self.width - Self.left - Self.right
    return Self.rounded(Self.left + room * (index + 0.5) / Double(section.shapes.count))
  }

  private func y(_ cost: Double) -> Double {
    let room = Self.height - Self.top - Self.bottom
    return Self.rounded(Self.top + room * (log10(highest) - log10(cost)) / (log10(highest) - log10(lowest)))
  }

  private static func rounded(_ value: Double) -> Double { value.rounded(to: 1) }
}

extension Estimate {
  /// The cost at which a point is drawn, on an axis that has no zero.
  fileprivate var drawn: Double { isAboveZero ? median : max(high, 1) }
}

// MARK: - Styles

extension Chart {
  /// Shades of Okabe and Ito's colours, which people with any colour vision can tell apart; lighter in dark
  /// mode.
  static let colours = """
    :root { --paper: #fff; --ink: #1d1d1f; --faint: #6e6e73; --line: #d2d2d7; --ours: #d55e00; --bind: #a34700;
      --copy: #0072b2; --cow: #3a8fc4; --local: #00795b; --service: #b0518a; --tree: #946200; }
    @media (prefers-color-scheme: dark) { :root { --paper: #161617; --ink: #f5f5f7; --faint: #a1a1a6;
      --line: #424245; --ours: #ff8c42; --bind: #e8b48e; --copy: #6cb4ee; --cow: #a3d5ff; --local: #3fd0a4;
      --service: #e39bc6; --tree: #f0c14b; } }
    """

  static let style = """
    .grid { stroke: var(--line); } .tick { fill: var(--faint); font: 13px system-ui, sans-serif; dominant-baseline: middle; }
    .end { text-anchor: end; } .middle { text-anchor: middle; }
    polyline { fill: none; stroke: currentColor; stroke-width: 2; } circle, .below { fill: currentColor; }
    .interval { stroke: currentColor; stroke-width: 2; opacity: .5; }
    .contextvars { color: var(--ours); } .contextvars polyline { stroke-width: 3.5; }
    .contextvars-bind { color: var(--bind); } .contextvars-bind polyline { stroke-dasharray: 7 4; stroke-width: 3; }
    .dictionary-copy { color: var(--copy); } .dictionary-cow { color: var(--cow); } .task-local { color: var(--local); }
    .service-context { color: var(--service); } .tree-dictionary { color: var(--tree); }
    .bar { fill: currentColor; } .value { fill: var(--faint); font: 11px system-ui, sans-serif; dominant-baseline: middle; }
    .paper { fill: var(--paper); } .name { fill: var(--ink); font: 14px system-ui, sans-serif; dominant-baseline: middle; }
    """
}
