// One line of the combined log format:
//
//     client ident user [time] "METHOD path protocol" status bytes "referrer" "agent"
//
// The parser takes the fields from left to right, and makes strings only of the six that a request needs.

/// A cursor in one line of a log.
package struct AccessLogLine {
  /// The first rule that a line breaks.
  package enum Malformation: Error, Equatable, Sendable {
    case noClient, noTime, noRequest, badRequest, badStatus, badSize, noReferrer, noAgent, textAfterAgent
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  package init(_ line: ArraySlice<UInt8>) {
    bytes = line
    position = line.startIndex
  }

  /// The request that the line records.
  package mutating func request() throws(Malformation) -> Request {
    guard let client = token() else { throw .noClient }
    try skipIdentAndUser()
    try skipTime()
    guard skip(" "), let line = quoted() else { throw .noRequest }
    let (method, path) = try methodAndPath(line)
    guard skip(" "), let status = token(), status.count == 3, status.allSatisfy(isDigit) else {
      throw .badStatus
    }
    guard skip(" "), let size = token(), size.elementsEqual("-".utf8) || size.allSatisfy(isDigit) else {
      throw .badSize
    }
    guard skip(" "), let referrer = quoted() else { throw .noReferrer }
    guard skip(" "), let agent = quoted() else { throw .noAgent }
    while skip(" ") {}
    guard position == bytes.endIndex else { throw .textAfterAgent }
    return Request(
      path: string(path), method: string(method), status: string(status), referrer: string(referrer),
      agent: string(agent), client: string(client))
  }

  // MARK: - Fields

  /// The bytes up to the next space or the end; nil if there are none.
  private mutating func token() -> ArraySlice<UInt8>? {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: " ")) ?? bytes.endIndex
    defer { position = end }
    return end > position ? bytes[position..<end] : nil
  }

  /// A user's name may contain spaces, so both fields end where the time begins.
  private mutating func skipIdentAndUser() throws(Malformation) {
    guard let bracket = bytes[position...].firstIndex(of: UInt8(ascii: "[")) else { throw .noTime }
    let skipped = bytes[position..<bracket].split(separator: UInt8(ascii: " "))
    guard skipped.count >= 2, bytes[bracket - 1] == UInt8(ascii: " ") else { throw .noTime }
    position = bracket
  }

  private mutating func skipTime() throws(Malformation) {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "]")), end > position + 1 else {
      throw .noTime
    }
    position = end + 1
  }

  /// The text between two quotes; nil if there is no opening or no closing quote.
  ///
  /// `\"` and `\\` stand for a quote and a backslash. Other escapes (`\t`, `\x16`) remain as they are
  /// written, since they distinguish requests just as well.
  private mutating func quoted() -> ArraySlice<UInt8>? {
    guard skip("\"") else { return nil }
    let start = position
    var unescaped: [UInt8]? = nil
    while position < bytes.endIndex {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        defer { position += 1 }
        return unescaped?[...] ?? bytes[start..<position]
      }
      if byte == UInt8(ascii: "\\"), position + 1 < bytes.endIndex {
        let next = bytes[position + 1]
        if unescaped == nil { unescaped = Array(bytes[start..<position]) }
        if next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") { unescaped?.append(byte) }
        unescaped?.append(next)
        position += 2
      } else {
        unescaped?.append(byte)
        position += 1
      }
    }
    return nil
  }

  /// The path is the text between the first and the last space, since careless clients send spaces in it.
  private func methodAndPath(
    _ line: ArraySlice<UInt8>
  ) throws(Malformation) -> (method: ArraySlice<UInt8>, path: ArraySlice<UInt8>) {
    let space = UInt8(ascii: " ")
    guard let first = line.firstIndex(of: space), let last = line.lastIndex(of: space),
      first > line.startIndex, first + 1 < last, line[(last + 1)...].starts(with: "HTTP/".utf8)
    else { throw .badRequest }
    return (line[..<first], line[(first + 1)..<last])
  }

  // MARK: - Bytes

  private mutating func skip(_ expected: Unicode.Scalar) -> Bool {
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: expected) else { return false }
    position += 1
    return true
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension AccessLogLine.Malformation: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noClient: "no client at its beginning"
    case .noTime: "no 'ident user [time]' after the client"
    case .noRequest: "no request in quotes after the time"
    case .badRequest: "the request is not 'METHOD path HTTP/version'"
    case .badStatus: "the status is not three digits"
    case .badSize: "the size is neither a number nor '-'"
    case .noReferrer: "no referrer in quotes after the size"
    case .noAgent: "no agent in quotes after the referrer"
    case .textAfterAgent: "there is text after the agent"
    }
  }
}
