// The libFuzzer harness for access logs of other programs: reads arbitrary bytes. See Scripts/fuzz-text.

/// Called with each input, which is a log.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAccessLogs(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  check(bytes)
  // A few inputs are repeated until they are so long that a parser whose time grows with the square of the
  // length exceeds libFuzzer's limit. Repeating all of them would leave time for only a few inputs.
  if !bytes.isEmpty, bytes.reduce(0, &+) == 0 {
    _ = AccessLog(parsing: Array(repeatElement(bytes, count: 100_000 / bytes.count + 1).joined()))
  }
  return 0
}

/// Checks the log read as a whole against its lines read one by one, and each request against the one that is
/// read from a line written for it.
private func check(_ bytes: [UInt8]) {
  let log = AccessLog(parsing: bytes)
  var requests = log.requests[...]
  var malformed = log.malformedLines[...]
  let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  for (index, line) in lines.enumerated() {
    let alone = AccessLog(parsing: Array(line))
    if let request = alone.requests.first {
      precondition(
        alone.requests.count == 1 && alone.malformedLines.isEmpty, "a line is read as several records")
      precondition(
        requests.popFirst().map { isIdentical($0, request) } == true, "the log and its line differ")
      check(request)
    } else if let found = alone.malformedLines.first {
      precondition(found.number == 1 && alone.malformedLines.count == 1)
      let error = AccessLog.MalformedLine(number: index + 1, reason: found.reason)
      precondition(malformed.popFirst() == error, "the log and its malformed line differ")
      precondition(!"\(error.reason)".contains(where: \.isNewline))
    } else {
      let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
      precondition(line.allSatisfy(blanks.contains), "a line that is not blank is skipped")
    }
  }
  precondition(requests.isEmpty && malformed.isEmpty, "the log has more than its lines")
}

private func check(_ request: Request) {
  precondition(request.fields.count == Request.fieldCount)
  let again = AccessLog(parsing: Array(line(of: request).utf8))
  precondition(again.malformedLines.isEmpty && again.requests.count == 1)
  precondition(isIdentical(again.requests[0], request), "a request is not read back as written")
}

/// The line that a server would write for the request.
private func line(of request: Request) -> String {
  let fields = request.fields.map { field in
    field.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
      text.unicodeScalars.append(scalar)
    }
  }
  // The client stands outside the quotes, where nothing is escaped.
  return "\(request.fields[5]) - - [t] \"\(fields[1]) \(fields[0]) HTTP/1.1\" \(fields[2]) - "
    + "\"\(fields[3])\" \"\(fields[4])\""
}

/// Compares byte by byte, because `==` also holds for strings that only look alike.
private func isIdentical(_ a: Request, _ b: Request) -> Bool {
  zip(a.fields, b.fields).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
}
