// The limits, which stand in one file for all that is counted: here, and the engine's in
// Scripts/count-engine.

import Foundation
import Harness

/// What each operation may ask of the runtime at most.
///
/// A line of the file is an operation, what is counted, and the limit, with tabs between them; "#" begins a
/// comment.
struct Limits {
  private let limits: [String: Double]

  init(path: String) throws(UsageError) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw UsageError("--limits '\(path)': the file cannot be read; name a file of limits")
    }
    var limits: [String: Double] = [:]
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let fields = line.split(separator: "\t")
      if line.hasPrefix("#") || fields.isEmpty { continue }
      guard fields.count == 3, let limit = Double(fields[2]) else {
        throw UsageError(
          "--limits '\(path)', line \(number + 1): a line is an operation, what is counted and a number, with tabs between them"
        )
      }
      limits["\(fields[0])\t\(fields[1])"] = limit
    }
    self.limits = limits
  }

  /// Nil if the file has none.
  func limit(_ operation: String, _ counted: String) -> Double? { limits["\(operation)\t\(counted)"] }
}
