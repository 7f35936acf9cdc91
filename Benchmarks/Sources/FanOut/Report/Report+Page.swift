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
      : "<p class=\"warning\">The machine was too noisy to tell each cost to a tenth or to 15 ns: where a figure has an "
        + "exclamation mark, trust its interval.</p>"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>What context costs a task</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <h1>What context costs a task</h1>
      <p>A server is played. Each request binds six values over what the server has bound, and starts child tasks. Each child
      writes variables of its own and reads those of its request. Every value is checked. The figures are nanoseconds of
      processor time a child task: what a way of carrying context takes <em>more</em> than the same program without any.</p>
      \(isInterrupted ? "<p class=\"warning\">The run was stopped before its end: what is not here was not measured.</p>" : "")
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
    <figcaption>Nanoseconds a child task, on a logarithmic scale. \(rest(of: section)).</figcaption>
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
      <h2>What single calls take</h2>
      <figure>
      \(BarChart(callsByName).svg)
      <figcaption>Nanoseconds a call, on a logarithmic scale.</figcaption>
      </figure>
      <div class="scroll"><table>
      <thead><tr><th>nanoseconds a call, on one core</th>\(strategiesOfCalls.map { "<th class=\"\($0.rawValue)\">\($0.rawValue)</th>" }.joined())</tr></thead>
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
      <p>All ways play by turns in one process, in slices of some milliseconds, in an order that is drawn anew for each round: a
      machine that grows slower strikes all alike. Each round gives one figure for each way: its processor time, of all threads,
      less that of the program without context. Shown is the middle of \(rounds.min() ?? 0) to \(rounds.max() ?? 0) of them, and the
      interval in which the true middle lies with 95 % (sign test). A bar in a chart is that interval; a triangle that points down
      says that the cost is below it and lost in the noise.</p>
      <h2>What to conclude, and what not</h2>
      <p>Compare a way with the use of this library that gives a child the same: <code>contextvars</code> and
      <code>dictionary-copy</code> give it a scope of its own, in which it may set as often as it likes; with all others it binds for
      a closure and cannot set. Ways whose intervals overlap are level here. The program does nothing but carry context: a task that
      does any work spends a smaller part of its time on it. Other machines have other figures, and mostly the same order.</p>
      <dl class="conditions">
      <dt>Machine</dt><dd>\(machine.cpu.escaped), \(machine.cores) cores, \(memory) GiB, \(machine.os.escaped), \(machine.arch.escaped)</dd>
      <dt>Toolchain</dt><dd>Swift \(machine.swift.escaped)</dd>
      <dt>Commit</dt><dd>\((commit ?? "not told").escaped)</dd>
      <dt>Seed</dt><dd>\(seed)</dd>
      <dt>Command</dt><dd><code>\(command.escaped)</code></dd>
      \(trace.map { "<dt>Traffic</dt><dd>\($0.file.escaped): \($0.requests.grouped) requests, \($0.malformedLines) malformed lines</dd>" } ?? "")
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
    case .taskLocal: "one task local a variable"
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
