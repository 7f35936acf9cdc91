// What a person sees while a run of minutes goes on: one line on the terminal, rewritten in place. In a pipe or
// a file there is nothing of it.

import Foundation

/// The progress of a run.
package struct Progress {
  private let isVisible: Bool
  private let write: (String) -> Void
  private let steps: [Rounds.Step]
  private var seconds: [Double] = []
  private let start = ContinuousClock.now

  /// Writes to standard error if that is a terminal.
  package init(_ rounds: Rounds) {
    self.init(rounds, isVisible: isatty(FileHandle.standardError.fileDescriptor) == 1) { text in
      FileHandle.standardError.write(Data(text.utf8))
    }
  }

  init(_ rounds: Rounds, isVisible: Bool, write: @escaping (String) -> Void) {
    self.isVisible = isVisible
    self.write = write
    steps = rounds.steps
  }

  /// Shows that the next step is running.
  package func show() {
    guard isVisible, seconds.count < steps.count else { return }
    let step = steps[seconds.count]
    let elapsed = (ContinuousClock.now - start).components.seconds
    var line = "[\(seconds.count)/\(steps.count)] \(step.strategy.rawValue), \(step.variables) variables, "
    line += "round \(step.round); \(Self.clock(Double(elapsed)))"
    if let remaining = remaining() { line += ", about \(Self.clock(remaining)) to go" }
    // A line that wraps could not be rewritten.
    write("\r\u{1B}[2K" + line.prefix(79))
  }

  /// Notes how long the step took that was shown.
  package mutating func finished(seconds duration: Double) { seconds.append(duration) }

  /// Removes the line.
  package func clear() {
    if isVisible { write("\r\u{1B}[2K") }
  }

  /// A step takes as long as the same one did in the last round; one that has not run yet, as long as the mean.
  func remaining() -> Double? {
    guard !seconds.isEmpty else { return nil }
    let mean = seconds.reduce(0, +) / Double(seconds.count)
    var known: [String: Double] = [:]
    for (step, duration) in zip(steps, seconds) { known[Self.key(step)] = duration }
    return steps[seconds.count...].reduce(0) { $0 + known[Self.key($1), default: mean] }
  }

  private static func key(_ step: Rounds.Step) -> String { "\(step.strategy) \(step.variables)" }

  /// 75 as "1:15".
  private static func clock(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded())
    return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }
}
