// Shows the progress of a run of minutes: one line on the terminal, rewritten in place. Nothing is written to
// a pipe or a file.

import Foundation

/// The progress of a run.
package struct Progress {
  /// A measurement.
  package struct Step: Sendable {
    /// The name of what is measured, the same in each round.
    package let name: String
    /// The round, from 1.
    package let round: Int

    package init(name: String, round: Int) {
      self.name = name
      self.round = round
    }
  }

  private let isVisible: Bool
  private let write: (String) -> Void
  private let steps: [Step]
  private var seconds: [Double] = []
  private let start = ContinuousClock.now

  /// Writes to standard error if that is a terminal.
  package init(_ steps: [Step]) {
    self.init(steps, isVisible: isatty(FileHandle.standardError.fileDescriptor) == 1) { text in
      FileHandle.standardError.write(Data(text.utf8))
    }
  }

  package init(_ steps: [Step], isVisible: Bool, write: @escaping (String) -> Void) {
    self.isVisible = isVisible
    self.write = write
    self.steps = steps
  }

  /// Shows that the next step is running.
  package func show() {
    guard isVisible, seconds.count < steps.count else { return }
    let step = steps[seconds.count]
    let elapsed = (ContinuousClock.now - start).components.seconds
    var line = "[\(seconds.count)/\(steps.count)] \(step.name), round \(step.round); "
    line += Self.clock(Double(elapsed))
    if let remaining = remaining() { line += ", about \(Self.clock(remaining)) to go" }
    // A line that wraps could not be rewritten.
    write("\r\u{1B}[2K" + line.prefix(79))
  }

  /// Records the duration of the step that was last shown.
  package mutating func finished(seconds duration: Double) { seconds.append(duration) }

  /// Removes the line.
  package func clear() {
    if isVisible { write("\r\u{1B}[2K") }
  }

  /// An estimate of the time until the end. Each step is assumed to take as long as it did in the last round,
  /// or as long as the mean of all steps if it has not run yet. Nil before the first step has finished.
  package func remaining() -> Double? {
    guard !seconds.isEmpty else { return nil }
    let mean = seconds.reduce(0, +) / Double(seconds.count)
    var known: [String: Double] = [:]
    for (step, duration) in zip(steps, seconds) { known[step.name] = duration }
    return steps[seconds.count...].reduce(0) { $0 + known[$1.name, default: mean] }
  }

  /// 75 as "1:15".
  private static func clock(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded())
    return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }
}
