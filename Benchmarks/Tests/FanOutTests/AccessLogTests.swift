// Tests reading access logs, as servers write them and with damage.

import Harness
import Testing

@testable import FanOut

@Suite("An access log")
struct AccessLogTests {
  static let good =
    #"192.0.2.7 - - [01/Feb/2026:03:04:05 +0000] "GET /a/b?c=d HTTP/1.1" 200 512 "https://e.example/" "Agent/1.0 (x)""#

  private func parse(_ text: String) -> AccessLog { AccessLog(parsing: Array(text.utf8)) }

  @Test
  func `gives the six fields of a line`() {
    let log = parse(Self.good + "\n")
    #expect(log.malformedLines == [])
    #expect(
      log.requests == [
        Request(
          path: "/a/b?c=d", method: "GET", status: "200", referrer: "https://e.example/",
          agent: "Agent/1.0 (x)", client: "192.0.2.7")
      ])
  }

  @Test
  func `unescapes quotes and backslashes in quoted fields and leaves other escapes alone`() {
    let log = parse(#"c - - [t] "GET /say=\"hi\" HTTP/1.1" 200 1 "a\\b" "\x16 \"Bot\"""#)
    #expect(log.malformedLines == [])
    #expect(log.requests.first?.fields[0] == #"/say="hi""#)
    #expect(log.requests.first?.fields[3] == #"a\b"#)
    #expect(log.requests.first?.fields[4] == #"\x16 "Bot""#)
  }

  @Test
  func `takes CRLF, blank lines and a last line without an end`() {
    let log = parse(Self.good + "\r\n\r\n  \n\n" + Self.good)
    #expect(log.requests.count == 2)
    #expect(log.malformedLines == [])
    #expect(log.requests.last?.fields[4] == "Agent/1.0 (x)")
  }

  @Test
  func `takes '-' for a size, a user's name with a space and a path with a space`() {
    let log = parse(#"::1 - Jo Doe [t] "GET /a b HTTP/2.0" 304 - "-" "-""#)
    #expect(log.malformedLines == [])
    #expect(log.requests.first?.fields == ["/a b", "GET", "304", "-", "-", "::1"])
  }

  @Test
  func `repairs bytes that are not UTF-8`() {
    var bytes = Array(#"c - - [t] "GET /"#.utf8)
    bytes += [0xFF, 0xC3]
    bytes += Array(#" HTTP/1.1" 200 1 "-" "ü""#.utf8)
    let log = AccessLog(parsing: bytes)
    #expect(log.malformedLines == [])
    #expect(log.requests.first?.fields[0] == "/\u{FFFD}\u{FFFD}")
    #expect(log.requests.first?.fields[4] == "ü")
  }

  @Test(
    arguments: [
      (" - - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"", .noClient),
      ("client", .noTime),
      ("client - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"", .noTime),
      ("client - - t \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"", .noTime),
      ("client - - [t", .noTime),
      ("client - - [t] GET / HTTP/1.1 200 1 \"-\" \"-\"", .noRequest),
      ("client - - [t] \"GET / HTTP/1.1", .noRequest),
      ("client - - [t] \"-\" 408 1 \"-\" \"-\"", .badRequest),
      ("client - - [t] \"GET /\" 200 1 \"-\" \"-\"", .badRequest),
      ("client - - [t] \"GET  HTTP/1.1\" 200 1 \"-\" \"-\"", .badRequest),
      ("client - - [t] \"GET / HTTP/1.1\" 20 1 \"-\" \"-\"", .badStatus),
      ("client - - [t] \"GET / HTTP/1.1\" abc 1 \"-\" \"-\"", .badStatus),
      ("client - - [t] \"GET / HTTP/1.1\" 200 x \"-\" \"-\"", .badSize),
      ("client - - [t] \"GET / HTTP/1.1\" 200 1", .noReferrer),
      ("client - - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"never closed", .noAgent),
      ("client - - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"ends in a backslash\\", .noAgent),
      ("client - - [t] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\" more", .textAfterAgent),
    ] as [(String, AccessLogLine.Malformation)])
  func `names the first rule that a line breaks`(line: String, reason: AccessLogLine.Malformation) {
    let log = parse(line)
    #expect(log.requests == [])
    #expect(log.malformedLines == [AccessLog.MalformedLine(number: 1, reason: reason)])
  }

  @Test
  func `continues after a malformed line and reports its number, counting blank lines`() {
    let log = parse(Self.good + "\n\nbroken\n" + Self.good + "\n")
    #expect(log.requests.count == 2)
    #expect(log.malformedLines.map(\.number) == [3])
    #expect(log.malformedLines.map { "\($0.reason)" } == ["no 'ident user [time]' after the client"])
  }

  @Test
  func `of no bytes has no requests`() {
    #expect(parse("").requests == [])
    #expect(parse("").malformedLines == [])
  }
}
