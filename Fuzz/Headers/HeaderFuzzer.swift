// The libFuzzer harness for headers from other services: reads arbitrary bytes as each of the headers. Built
// together with the parsers; see Scripts/fuzz-text.

/// Called with each input. The first byte selects the header that the rest is read as.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHeaders(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size > 0 else { return 0 }
  // As when a header arrives: Swift makes a string of any bytes.
  let text = String(decoding: UnsafeBufferPointer(start: data + 1, count: size - 1), as: UTF8.self)
  switch data[0] % 4 {
  case 0: check(traceparent: text)
  case 1: check(tracestate: text)
  case 2: check(baggage: text)
  default: check(value: text)
  }
  return 0
}

private func check(traceparent text: String) {
  guard let context = TraceContext(traceparent: text) else { return }
  let next = context.next()
  precondition(
    TraceContext(traceparent: context.traceparent) == context, "a traceparent is read back differently")
  precondition(context.traceparent.utf8.count == 55 && context.parent.utf8.count == 16)
  precondition(next.traceID == context.traceID && next.isSampled == context.isSampled)
  precondition(context.traceID.description.utf8.contains { $0 != UInt8(ascii: "0") })
}

private func check(tracestate text: String) {
  guard let state = TraceState(text) else { return }
  precondition(state.members.count <= TraceState.maximum)
  precondition(Set(state.members.map(\.key)).count == state.members.count)
  precondition(TraceState(state.description) == state, "a trace state is read back differently")
}

private func check(baggage text: String) {
  let baggage = Baggage(text) { precondition($0 > 0) }
  let (header, leftOut) = baggage.header
  precondition(header.utf8.count <= Baggage.maximumBytes)
  let again = Baggage(header) { _ in preconditionFailure("a written header breaks a rule") }
  precondition(again.members.count <= Baggage.maximumMembers)
  precondition(again.members.count + leftOut.count == baggage.members.count)
  precondition(!leftOut.isEmpty || again == baggage, "baggage is read back differently")
  for member in again.members { check(escaped: member.escaped) }
}

private func check(escaped text: String) {
  guard let value = PercentEncoding.decoded(Bytes(text)) else { return }
  precondition(PercentEncoding.decoded(Bytes(PercentEncoding.encoded(value))) == value)
}

private func check(value text: String) {
  let escaped = PercentEncoding.encoded(text)
  precondition(PercentEncoding.decoded(Bytes(escaped)) == text, "an escaped value is decoded differently")
  precondition(escaped.utf8.allSatisfy(\.isBaggageOctet))
  let baggage = Baggage([.init("key", escaped: escaped)])
  let read = Baggage(baggage.header.text) { _ in preconditionFailure("an escaped value breaks a rule") }
  precondition(read == baggage || escaped.utf8.count + 4 > Baggage.maximumBytes)
  check(escaped: text)
}
