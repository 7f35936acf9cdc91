// The results as a page: one self-contained file without scripts, which also suits phones, dark mode and
// printing.

import Foundation
import Harness

extension Report {
  /// The page, as HTML.
  package func page() -> String {
    let noisy =
      noisyRows.isEmpty
      ? ""
      : "<p class=\"warning\">Where there is an exclamation mark, the cost is not known to within 10 % or 15 ns, is "
        + "clearly below zero, or comes from fewer than six rounds: use only the interval, or measure for "
        + "longer.</p>"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>The cost of context per task</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <h1>The cost of context per task</h1>
      <p>The benchmark simulates a server. Each request binds up to six values over those of the server, and starts child
      tasks. Each child writes variables of its own, and reads those of its request and of the server. Every value is
      checked. The figures are nanoseconds of processor time per child task, <em>in addition to</em> those of the same
      program without context.</p>
      \(isInterrupted ? "<p class=\"warning\">The run was interrupted; missing figures were not measured.</p>" : "")
      \(noisy)
      \(Self.legendOfStrategies(rows))
      \(sections.map(text).joined(separator: "\n"))
      \(calls.isEmpty ? "" : textOfCalls())
      \(method())
      </main>
      </body>
      </html>

      """
  }

  private func text(of section: Section) -> String {
    """
    <section>
    <h2>\(section.chapter.title)</h2>
    <figure>
    \(Chart(section, of: self).svg)
    <figcaption>Nanoseconds per child task, on a logarithmic scale. \(rest(of: section)).</figcaption>
    </figure>
    <div class="scroll"><table>
    <thead><tr><th>\(section.chapter.axis)</th>\(section.shapes.map { "<th>\(section.chapter.position(of: $0).grouped)</th>" }.joined())</tr></thead>
    <tbody>
    \(StrategyName.allCases.compactMap { row(of: $0, in: section) }.joined(separator: "\n"))
    </tbody>
    </table></div>
    </section>
    """
  }

  private func row(of strategy: StrategyName, in section: Section) -> String? {
    let cells = section.shapes.map { shape -> String in
      guard let row = rows(at: shape).first(where: { $0.strategy == strategy }) else { return "<td></td>" }
      if strategy == .bare { return "<td>\(Int(row.cpu.rounded()).grouped)</td>" }
      let cost = row.cpuCost
      let text = cost.isAboveZero ? Int(cost.median.rounded()).grouped : cost.text.escaped
      return "<td>\(text)<small> \(row.interval)</small></td>"
    }
    guard cells.contains(where: { $0 != "<td></td>" }) else { return nil }
    let name = strategy == .bare ? "the whole task, without context" : strategy.rawValue
    return "<tr class=\"\(strategy.rawValue)\"><th>\(name)</th>\(cells.joined())</tr>"
  }

  private func textOfCalls() -> String {
    let rows = callsByName.map { call in
      let cells = strategiesOfCalls.map { strategy in
        call[strategy].map {
          "<td>\($0.median.fixed(1))<small> \($0.low.fixed(1)) to \($0.high.fixed(1))</small></td>"
        } ?? "<td></td>"
      }
      return "<tr><th>\(call.name.escaped)</th>\(cells.joined())</tr>"
    }
    return """
      <section>
      <h2>The time of single calls</h2>
      <figure>
      \(BarChart(callsByName).svg)
      <figcaption>Nanoseconds per call, on a logarithmic scale.</figcaption>
      </figure>
      <div class="scroll"><table>
      <thead><tr><th>call (nanoseconds each, on one core)</th>\(strategiesOfCalls.map { "<th class=\"\($0.rawValue)\">\($0.rawValue)</th>" }.joined())</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      </section>
      """
  }

  private static func legendOfStrategies(_ rows: [ReportRow]) -> String {
    let played = Set(rows.map(\.strategy))
    let items = StrategyName.allCases.filter { $0 != .bare && played.contains($0) }.map {
      "<dt class=\"\($0.rawValue)\"><span></span>\($0.rawValue)</dt><dd>\($0.words)</dd>"
    }
    return "<dl class=\"legend\">" + items.joined(separator: "\n") + "</dl>"
  }

  private func method() -> String {
    let rounds = rows.map(\.rounds)
    let memory = (Double(machine.memoryBytes) / Double(1 << 30)).fixed(1)
    return """
      <section>
      <h2>How it was measured</h2>
      <p>All strategies take turns in the same process, in slices of a few milliseconds. Each round has a new random order, so a
      machine that slows down affects all of them alike. Each round yields one figure per strategy: its processor time, of all
      threads, less that of the program without context. For these costs, the tables show the median of \(rounds.min() ?? 0) to
      \(rounds.max() ?? 0) rounds, and its 95 % confidence interval (sign test). In the line charts, a vertical line is that
      interval; a triangle marks its upper end if the cost may be zero.</p>
      <h2>What to conclude, and what not</h2>
      <p>Compare each strategy with the one of this library that gives a child the same abilities: with <code>contextvars</code>
      and <code>dictionary-copy</code>, a child owns a scope and may set as often as it likes; with all others, it only binds
      values for a closure. Strategies whose intervals overlap cannot be told apart here. The program does nothing but carry
      context; in a task that does real work, context is a smaller part of the time. Other machines have other figures, and
      mostly the same order.</p>
      <dl class="conditions">
      <dt>Machine</dt><dd>\(machine.cpu.escaped), \(machine.cores) cores, \(memory) GiB, \(machine.os.escaped), \(machine.arch.escaped)</dd>
      <dt>Toolchain</dt><dd>Swift \(machine.swift.escaped)</dd>
      <dt>Commit</dt><dd>\((commit ?? "unknown").escaped)</dd>
      <dt>Seed</dt><dd>\(seed)</dd>
      <dt>Command</dt><dd><code>\(command.escaped)</code></dd>
      \(trace.map { "<dt>Traffic</dt><dd>\($0.file.escaped): \($0.requests.grouped) requests, malformed lines: \($0.malformedLines)</dd>" } ?? "")
      </dl>
      </section>
      """
  }
}

extension StrategyName {
  /// A short description for the legend.
  fileprivate var words: String {
    switch self {
    case .contextVars: "this library: each child owns a scope, in which it may set"
    case .dictionaryCopy: "a dictionary of its own for each child, copied when it writes"
    case .contextVarsBind: "this library: each child binds for a closure"
    case .dictionaryCOW: "a dictionary in a task local, copied on write"
    case .taskLocal: "one task local per variable"
    case .serviceContext: "swift-service-context"
    case .treeDictionary: "swift-collections' TreeDictionary in a task local"
    case .bare: "no context"
    }
  }
}

extension Report {
  private static let style = """
    \(Chart.colours)
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; }
    figure { margin: 0; } figcaption { color: var(--faint); font-size: .8rem; text-align: center; } svg { width: 100%; height: auto; display: block; overflow: visible; }
    \(Chart.style)
    .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .85rem; }
    th, td { padding: .3rem .5rem; text-align: right; border-bottom: 1px solid var(--line); color: var(--ink); white-space: nowrap; }
    th:first-child { text-align: left; font-weight: 600; white-space: normal; } tbody tr th:first-child { color: inherit; }
    tbody tr.bare th, tr.bare td { color: var(--faint); } td small { display: block; color: var(--faint); }
    .legend { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; font-size: .9rem; }
    .legend dt { font-weight: 600; } .legend span { display: inline-block; width: .8em; height: .8em; border-radius: 50%;
      background: currentColor; margin-right: .4em; }
    .legend dd, .conditions dd { margin: 0; overflow-wrap: anywhere; } .conditions { display: grid;
      grid-template-columns: max-content 1fr; gap: .2rem .8rem; font-size: .9rem; } .conditions dt { color: var(--faint); }
    .warning { border-left: 4px solid var(--ours); padding-left: .8rem; }
    @media (max-width: 34rem) { .legend { grid-template-columns: 1fr; gap: 0; } .legend dd { margin: 0 0 .4rem; }
      .tick { font-size: 24px; } circle { r: 8px; } polyline { stroke-width: 4; } th, td { padding: .3rem .25rem; }
      table { font-size: .78rem; } }
    @media print { :root { --paper: #fff; --ink: #000; } section { break-inside: avoid; } }
    """
}
