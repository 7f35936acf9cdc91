// Logs as servers write them and as they break.

import Harness
import Testing

@testable import FanOut

@Suite("An access log")
struct AccessLogTests {
  static let good =
    #"192.0.2.7 - - [01/Feb/2026:03:04:05 +0000] "GET /a/b?c=d HTTP/1.1" 200 512 "https://e.example/" "Agent/1.0 (x)""#

  private func parse(_ text: String) -> AccessLog { AccessLog(parsing: Array(text.utf8)) }

  @Test("gives the six fields of a line")
  func fields() {
    let log = parse(Self.good + "\n")
    #expect(log.malformedLines == [])
    #expect(
      log.requests == [
        Request(
          path: "/a/b?c=d", method: "GET", status: "200", referrer: "https://e.example/",
          agent: "Agent/1.0 (x)", client: "192.0.2.7")
      ])
  }

  @Test("unescapes quotes and backslashes in quoted fields and leaves other escapes alone")
  func escapes() {
    let log = parse(#"c - - [t] "GET /say=\"hi\" HTTP/1.1" 200 1 "a\\b" "\x16 \"Bot\"""#)
    #expect(log.malformedLines == [])
    #expect(log.requests.first?.fields[0] == #"/say="hi""#)
    #expect(log.requests.first?.fields[3] == #"a\b"#)
    #expect(log.requests.first?.fields[4] == #"\x16 "Bot""#)
  }

  @Test("takes CRLF, blank lines and a last line without an end")
  func lineEnds() {
    let log = parse(Self.good + "\r\n\r\n  \n\n" + Self.good)
    #expect(log.requests.count == 2)
    #expect(log.malformedLines == [])
    #expect(log.requests.last?.fields[4] == "Agent/1.0 (x)")
  }

  @Test("takes '-' for a size, a user's name with a space and a path with a space")
  func oddButGood() {
    let log = parse(#"::1 - Jo Doe [t] "GET /a b HTTP/2.0" 304 - "-" "-""#)
    #expect(log.malformedLines == [])
    #expect(log.requests.first?.fields == ["/a b", "GET", "304", "-", "-", "::1"])
  }

  @Test("repairs bytes that are not UTF-8")
  func invalidUTF8() {
    var bytes = Array(#"c - - [t] "GET /"#.utf8)
    bytes += [0xFF, 0xC3]
    bytes += Array(#" HTTP/1.1" 200 1 "-" "ü""#.utf8)
    let log = AccessLog(parsing: bytes)
    #expect(log.malformedLines == [])
    #expect(log.requests.first?.fields[0] == "/\u{FFFD}\u{FFFD}")
    #expect(log.requests.first?.fields[4] == "ü")
  }

  @Test(
    "names the first rule that a line breaks",
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
  func malformed(line: String, reason: AccessLogLine.Malformation) {
    let log = parse(line)
    #expect(log.requests == [])
    #expect(log.malformedLines == [AccessLog.MalformedLine(number: 1, reason: reason)])
  }

  @Test("goes on after a malformed line and tells its number, blank lines counted")
  func goesOn() {
    let log = parse(Self.good + "\n\nbroken\n" + Self.good + "\n")
    #expect(log.requests.count == 2)
    #expect(log.malformedLines.map(\.number) == [3])
    #expect(log.malformedLines.map { "\($0.reason)" } == ["no 'ident user [time]' after the client"])
  }

  @Test("of no bytes has no requests")
  func empty() {
    #expect(parse("").requests == [])
    #expect(parse("").malformedLines == [])
  }
}
