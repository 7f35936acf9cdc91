// W3C Trace Context: the requirements of the W3C's own test suite, checked with a service that passes on what
// it receives.
#if Tracing
  import ContextVarsTracing
  import Instrumentation
  import Testing

  @Suite struct TraceContextTests {
    private static let trace = "12345678901234567890123456789012"
    private static let parent = "1234567890123456"
    private static let good = "00-\(trace)-\(parent)-01"

    /// What a service sends after it has received these headers.
    private func handedOn(_ headers: KeyValuePairs<String, String>) -> (
      trace: TraceContext, state: TraceState?
    ) {
      let instrument = ContextVarsInstrument()
      let sent = instrument.sent(instrument.received(Headers(headers)))
      let trace = sent["traceparent"].flatMap {
        TraceContext(traceparent: $0, tracestate: sent["tracestate"])
      }
      return (trace ?? .begin(isSampled: false), sent["tracestate"].flatMap { TraceState($0) })
    }

    private func state(_ headers: String...) -> TraceState? {
      let headers = Headers([:]).fields.isEmpty ? headers.joined(separator: ",") : ""
      return handedOn(["traceparent": Self.good, "tracestate": headers]).state
    }

    @Test func `a trace goes on with another parent`() {
      let (trace, state) = handedOn(["traceparent": Self.good])
      #expect(trace.traceID.description == Self.trace && trace.parent != Self.parent)
      #expect(trace.isSampled && state == nil)
      #expect(!handedOn(["traceparent": "00-\(Self.trace)-\(Self.parent)-00"]).trace.isSampled)
    }

    @Test func `each request that goes out has a parent of its own`() {
      let instrument = ContextVarsInstrument()
      for headers in [
        Headers(["traceparent": Self.good]), Headers(), Headers(["traceparent": "00-\(Self.good)"]),
      ] {
        let context = instrument.received(headers)
        let sent = (0..<3).compactMap { _ in
          instrument.sent(context)["traceparent"].flatMap { TraceContext(traceparent: $0) }
        }
        #expect(Set(sent.map(\.parent)).count == 3 && Set(sent.map(\.traceID)).count == 1)
      }
    }

    @Test func `a request without a trace begins one`() {
      let traces = (0..<100).map { _ in handedOn([:]).trace.traceID }
      #expect(Set(traces).count == 100)
      for sampled in [true, false] {
        let instrument = ContextVarsInstrument(traces: .joined(samplingNew: sampled))
        #expect(instrument.received(Headers()).traceContext?.isSampled == sampled)
      }
    }

    @Test(arguments: [
      "cc-\(trace)-\(parent)-01", "cc-\(trace)-\(parent)-01-what-the-future-will-be-like",
      "01-\(trace)-\(parent)-00",
      " \(good)", "\t\(good)", "\(good) ", "\(good)\t", "\t \(good) \t",
    ])
    func `a trace with a valid parent is continued`(_ header: String) {
      #expect(handedOn(["TraceParent": header]).trace.traceID.description == Self.trace)
    }

    @Test(arguments: [
      "", "-", "----", "\(good).", "\(good)-what-the-future-will-be-like", "\(good)-",
      "cc-\(trace)-\(parent)-01.what-the-future-will-be-like", "ff-\(trace)-\(parent)-01",
      "FF-\(trace)-\(parent)-01",
      ".0-\(trace)-\(parent)-01", "0.-\(trace)-\(parent)-01", "000-\(trace)-\(parent)-01",
      "0000-\(trace)-\(parent)-01",
      "0-\(trace)-\(parent)-01", "00-00000000000000000000000000000000-\(parent)-01",
      "00-.2345678901234567890123456789012-\(parent)-01", "00-1234567890123456789012345678901.-\(parent)-01",
      "00-\(trace)3-\(parent)-01", "00-1234567890123456789012345678901-\(parent)-01",
      "00-\(trace)-0000000000000000-01",
      "00-\(trace)-.234567890123456-01", "00-\(trace)-123456789012345.-01", "00-\(trace)-\(parent)7-01",
      "00-\(trace)-123456789012345-01", "00-\(trace)-\(parent)-.0", "00-\(trace)-\(parent)-0.",
      "00-\(trace)-\(parent)-001",
      "00-\(trace)-\(parent)-1", "00-ABCDEF78901234567890123456789012-\(parent)-01",
      "00-\(trace)-\(parent)-0A",
      "00-\(trace)-\(parent)", "\(good),00-\(trace)-\(parent)-01",
      "00-\u{661}234567890123456789012345678901-\(parent)-01",
      "00 \(trace) \(parent) 01", "00-\(trace)-\(parent)-01\u{0}",
    ])
    func `a malformed traceparent begins a new trace and its state is left out`(_ header: String) {
      let problems = Problems()
      let instrument = ContextVarsInstrument(onProblem: problems.add)
      let context = instrument.received(Headers(["traceparent": header, "tracestate": "foo=1"]))
      #expect(context.traceContext.map { $0.traceID.description != Self.trace } ?? false)
      #expect(context.traceContext?.state.members.isEmpty ?? false)
      #expect(problems.all == [.malformedTraceparent])
    }

    @Test func `two traceparents count as none`() {
      let (trace, _) = handedOn([
        "traceparent": "00-12345678901234567890123456789011-\(Self.parent)-01", "traceparent": Self.good,
      ])
      #expect(!trace.traceID.description.hasPrefix("123456789012345678901234567890"))
    }

    @Test func `headers with other names are ignored`() {
      let (trace, state) = handedOn([
        "trace-parent": Self.good, "trace.parent": Self.good, "trace-state": "foo=1", "trace.state": "foo=1",
      ])
      #expect(trace.traceID.description != Self.trace && state == nil)
      #expect(handedOn(["tracestate": "foo=1,bar=2"]).state == nil, "nor is a state without a parent")
    }

    @Test func `flags of later versions are not handed on`() throws {
      let trace = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.parent)-ff"))
      #expect(trace.traceparent == "00-\(Self.trace)-\(Self.parent)-ff")
      #expect(trace.next().traceparent.hasSuffix("-03"))
    }

    // MARK: - State

    @Test(arguments: [
      (["foo=1,bar=2"], "foo=1,bar=2"), (["foo=1"], "foo=1"), (["foo=1", ""], "foo=1"),
      (["", "foo=1"], "foo=1"),
      (["foo=1,bar=2", "rojo=1,congo=2", "baz=3"], "foo=1,bar=2,rojo=1,congo=2,baz=3"),
      (["foo=1 \t , \t bar=2, \t baz=3"], "foo=1,bar=2,baz=3"),
      (["foo=1\t \t,\t \tbar=2,\t \tbaz=3"], "foo=1,bar=2,baz=3"),
      ([" foo=1"], "foo=1"), (["\tfoo=1"], "foo=1"), (["foo=1 "], "foo=1"), (["foo=1\t"], "foo=1"),
      (["\t foo=1 \t"], "foo=1"),
      (["foo=a b"], "foo=a b"), (["0t@sys=1"], "0t@sys=1"),
    ])
    func `a valid state is handed on`(_ headers: [String], _ expected: String) {
      #expect(state(headers.joined(separator: ","))?.description == expected)
    }

    @Test func `every character that a state may have is handed on`() {
      let key = "abcdefghijklmnopqrstuvwxyz0123456789_-*/"
      let value = String(
        String.UnicodeScalarView(
          (0x20...0x7E).filter { $0 != 0x2C && $0 != 0x3D }.map { Unicode.Scalar(UInt8($0)) }))
      for key in [key, key + "@a-z0-9_-*/"] {
        #expect(state("\(key)=\(value)")?.description == "\(key)=\(value)")
      }
    }

    @Test(arguments: [
      "", "foo=1,foo=1", "foo=1,foo=2", "foo =1", "FOO=1", "foo.bar=1", "foo@=1,bar=2", "@foo=1,bar=2",
      "foo@@bar=1,bar=2",
      "foo@bar@baz=1,bar=2", "foo=bar=baz", "foo=,bar=3", "foo", "=1", "foo=\u{7F}", "foo=\u{E9}", "0foo=1",
      "foo@0bar=1",
    ])
    func `a state that breaks a rule is left out as a whole`(_ header: String) {
      let problems = Problems()
      let instrument = ContextVarsInstrument(onProblem: problems.add)
      let context = instrument.received(Headers(["traceparent": Self.good, "tracestate": header]))
      #expect(context.traceContext?.traceID.description == Self.trace, "and the trace goes on")
      #expect(instrument.sent(context)["tracestate"] == nil)
      #expect(problems.all == (header.isEmpty ? [] : [.malformedTracestate]))
    }

    @Test func `a state has 32 members and no more`() {
      let members = (1...33).map { "bar\($0)=\($0)" }
      #expect(state(members.prefix(32).joined(separator: ","))?.members.count == 32)
      #expect(state(members.joined(separator: ",")) == nil)
    }

    @Test func `keys and values of a state have a maximum length`() {
      func letters(_ letter: String, _ count: Int) -> String { String(repeating: letter, count: count) }
      for good in [
        "\(letters("z", 256))=1", "\(letters("t", 241))@\(letters("v", 14))=1", "a=\(letters("1", 256))",
      ] { #expect(state("foo=1", good)?.description == "foo=1,\(good)") }
      for bad in [
        "\(letters("z", 257))=1", "\(letters("t", 242))@v=1", "t@\(letters("v", 15))=1",
        "a=\(letters("1", 257))",
      ] { #expect(state("foo=1", bad) == nil) }
    }
  }
#endif
