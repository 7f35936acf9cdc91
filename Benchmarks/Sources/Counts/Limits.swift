// Reads the limits. One file holds the limits of this program's counts and of the engine's, which
// Scripts/count-engine checks.

import Foundation
import Harness

/// The most allocations, retains and releases that one call of each operation may make.
///
/// A line of the file is an operation, what is counted, and the limit, separated by tabs; a line that begins
/// with "#" is a comment.
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
          "--limits '\(path)', line \(number + 1): must be an operation, what is counted and a number, "
            + "separated by tabs; correct the line"
        )
      }
      limits["\(fields[0])\t\(fields[1])"] = limit
    }
    self.limits = limits
  }

  /// Returns the limit of a count; nil if the file has none.
  func limit(_ operation: String, _ counted: String) -> Double? { limits["\(operation)\t\(counted)"] }
}
