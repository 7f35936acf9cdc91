// A server's access log as traffic: which lines are requests, and why other lines are malformed. Reading the
// file and showing messages are done elsewhere.

/// The requests of a log in the combined format, as Apache and nginx write it.
package struct AccessLog: Sendable {
  /// A line that is not in the format.
  package struct MalformedLine: Equatable, Sendable {
    /// The number of the line, from 1, including blank lines.
    package let number: Int
    package let reason: AccessLogLine.Malformation
  }

  package private(set) var requests: [Request] = []
  package private(set) var malformedLines: [MalformedLine] = []

  /// Reads every line of `bytes`.
  ///
  /// Lines end with LF or CRLF, which the last line may lack. Blank lines are skipped. A malformed line is
  /// recorded, and the next one is read. Bytes that are not UTF-8 become U+FFFD.
  package init(parsing bytes: [UInt8]) {
    var number = 0
    var start = 0
    while start < bytes.count {
      number += 1
      let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      var end = newline
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if !Self.isBlank(bytes[start..<end]) {
        var line = AccessLogLine(bytes[start..<end])
        do throws(AccessLogLine.Malformation) {
          requests.append(try line.request())
        } catch {
          malformedLines.append(MalformedLine(number: number, reason: error))
        }
      }
      start = newline + 1
    }
  }

  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}
