// Standard error: log lines and, on a terminal, a progress line below them that is rewritten in place.
import Foundation
import Logging
import Synchronization
import SystemPackage

final class Console: Sendable {
  /// The progress line now on the terminal. Its lock also keeps lines whole.
  private let progress = Mutex("")
  private let isTerminal = isatty(STDERR_FILENO) == 1

  func log(_ line: String) {
    progress.withLock { write("\(erase)\(line)\n\($0)") }
  }

  /// Does nothing if standard error is not a terminal.
  func show(_ new: ProgressLine) {
    guard isTerminal else { return }
    progress.withLock {
      $0 = "\(new)"
      write("\(erase)\($0)")
    }
  }

  func endProgress() {
    progress.withLock {
      $0 = ""
      write(erase)
    }
  }

  private var erase: String { isTerminal ? "\r\u{1B}[K" : "" }

  private func write(_ text: String) {
    // If standard error is closed, there is nowhere to report an error.
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }
}

struct ProgressLine: CustomStringConvertible {
  let total: Int
  private var done = 0
  private var failed = 0

  init(total: Int) { self.total = total }

  mutating func advance(failed isFailure: Bool) {
    done += 1
    if isFailure { failed += 1 }
  }

  var description: String {
    let marks = 20 * done / total
    let bar = String(repeating: "#", count: marks) + String(repeating: ".", count: 20 - marks)
    return "[\(bar)] \(done)/\(total)" + (failed == 0 ? "" : ", \(failed) failed")
  }
}

/// Logs a line as `error file=notes.txt job=3: cannot be read`.
struct ConsoleLogHandler: LogHandler {
  let console: Console
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let fields = [metadataProvider?.get(), event.metadata].compactMap(\.self)
      .reduce(metadata) { $0.merging($1) { $1 } }
    let shown = fields.sorted { $0.key < $1.key }.map { " \($0)=\(quoted("\($1)"))" }
    console.log("\(event.level)\(shown.joined()): \(event.message)")
  }
}

/// The text as one word: in quotes, with escapes, if it is empty or has a space or a special character.
func quoted(_ text: String) -> String {
  let isPlain = text.unicodeScalars.allSatisfy {
    $0.properties.generalCategory != .control && !" \"\\=".unicodeScalars.contains($0)
  }
  return isPlain && !text.isEmpty ? text : text.debugDescription
}
