// Variables from process to process: which are sent, which are accepted, and what happens to malformed input.
#if Tracing
  import ContextVars
  import ContextVarsTracing
  import Foundation
  import Instrumentation
  import TestSupport
  import Testing

  @Suite struct InstrumentTests {
    private let problems = Problems()
    private var instrument: ContextVarsInstrument {
      ContextVarsInstrument(
        receiving: Request.id, Request.tenant, Request.attempt, Request.plan, traces: .leftToTracer,
        onProblem: problems.add)
    }

    @Test func `variables that are marked and bound arrive in the other process`() async throws {
      let sent = Context.withValues(
        Request.id.bound(to: "r-1 \u{E9}\u{1F600},;=\"%"), Request.tenant.bound(to: "acme"),
        Request.attempt.bound(to: -3),
        Request.plan.bound(to: .paid), Request.kept.bound(to: "kept")
      ) { instrument.sent() }
      #expect(
        sent.fields == ["baggage": sent["baggage"] ?? ""] && !(sent["baggage"] ?? "").contains("kept"),
        "and nothing else is sent")
      let seen = try await Context.run(in: instrument.received(sent)) {
        async let child = (
          try Request.id.get(), Request.tenant.get(), try Request.attempt.get(), try Request.plan.get()
        )
        return try await child
      }
      #expect(seen == ("r-1 \u{E9}\u{1F600},;=\"%", "acme", -3, .paid))
      #expect(problems.all == [])
    }

    @Test func `neither a default nor an unset variable is sent`() throws {
      #expect(instrument.sent().fields == [:])
      try Context.run(in: instrument.received(Headers(["baggage": "tenant=acme,request-id=r"]))) {
        try Request.tenant.unset()
        #expect(instrument.sent()["baggage"] == "request-id=r")
      }
    }

    @Test func `a redacted variable is neither sent nor received`() async {
      let sent = Context.withValues(Request.token.bound(to: "top secret"), Request.id.bound(to: "r")) {
        instrument.sent(.currentWithContextVars)
      }
      #expect(sent.fields == ["baggage": "request-id=r"])
      await #expect(processExitsWith: .failure) { _ = ContextVarsInstrument(receiving: Request.token) }
    }

    @Test func `a variable that is not listed for receiving is not received`() {
      let instrument = ContextVarsInstrument(receiving: Request.id, traces: .leftToTracer)
      let context = instrument.received(Headers(["baggage": "request-id=r,tenant=evil,other=1;p"]))
      #expect(context.contextVars == Context(Request.id.bound(to: "r")))
      Context.run(in: context) {
        #expect(Request.tenant.get() == "public")
        #expect(
          instrument.sent()["baggage"] == "request-id=r,other=1;p", "nor does it go on under a variable's key"
        )
        Request.tenant.withValue("mine") {
          #expect(
            instrument.sent()["baggage"] == "request-id=r,tenant=mine,other=1;p", "until it is bound here")
        }
      }
    }

    @Test(arguments: [
      (
        "app.attempt=1,app.attempt=2,request-id=r",
        ContextVarsInstrument.Problem.ambiguous(key: "app.attempt")
      ),
      ("app.attempt=1,app.attempt=1,request-id=r", .ambiguous(key: "app.attempt")),
      ("app.attempt=one,request-id=r", .undecodable(key: "app.attempt")),
      ("plan=,request-id=r", .undecodable(key: "plan")),
      ("plan=gold,request-id=r", .undecodable(key: "plan")),
      ("tenant=%,request-id=r", .undecodable(key: "tenant")),
      ("tenant=%4,request-id=r", .undecodable(key: "tenant")),
      ("tenant=%zz,request-id=r", .undecodable(key: "tenant")),
      ("tenant=%ff%fe,request-id=r", .undecodable(key: "tenant")),
      ("tenant=%C0%80,request-id=r", .undecodable(key: "tenant")),
      ("tenant=%ED%A0%80,request-id=r", .undecodable(key: "tenant")),
    ])
    func `an ambiguous or undecodable value is left out and reported and the rest arrives`(
      _ header: String, _ problem: ContextVarsInstrument.Problem
    ) {
      let context = instrument.received(Headers(["baggage": header]))
      #expect(context.contextVars == Context(Request.id.bound(to: "r")))
      #expect(problems.all == [problem])
      #expect(instrument.sent(context)["baggage"] == "request-id=r", "and does not go on")
    }

    @Test func `a problem names what was left out and shows no value`() {
      _ = instrument.received(
        Headers(["baggage": "tenant=%secret,plan=secret,request-id=1,request-id=2,no,nor this"]))
      let texts = problems.all.map(\.description).sorted()
      #expect(
        texts == [
          "baggage 'plan': the variable's codec cannot decode the received value; it is left out",
          "baggage 'request-id': more than one value was received, and none is taken",
          "baggage 'tenant': the variable's codec cannot decode the received value; it is left out",
          "baggage: 2 received members break the specification; left out",
        ])
    }

    @Test func `a value that its codec does not encode is not sent`() {
      Request.silent.withValue("s") { #expect(instrument.sent().fields == [:]) }
      #expect(problems.all == [.unencodable(key: "silent")])
    }

    @Test func `outside any scope the service context determines what is sent`() {
      let context = instrument.received(Headers(["baggage": "request-id=r"]))
      #expect(instrument.sent(context)["baggage"] == "request-id=r")
      Context().run {
        #expect(instrument.sent(context).fields == [:], "in a scope its bindings count, even if it has none")
      }
      var other = InstrumentationContext.topLevel
      other.contextVars = Context(Request.tenant.bound(to: "t"), Request.kept.bound(to: "k"))
      #expect(instrument.sent(other)["baggage"] == "tenant=t")
    }

    @Test func `a received value takes precedence over a bound one and other bindings stay`() {
      Context.withValues(Request.id.bound(to: "outer"), Request.kept.bound(to: "kept")) {
        Context.run(in: instrument.received(Headers(["baggage": "request-id=inner"]))) {
          #expect(Request.id.get(default: "-") == "inner" && Request.kept.get(default: "-") == "kept")
        }
      }
    }

    @Test func `the service context is current inside and errors come through unchanged`() async throws {
      let context = instrument.received(Headers(["baggage": "request-id=r"]))
      struct Failure: Error, Equatable {}
      #expect(throws: Failure()) { try Context.run(in: context) { () throws(Failure) in throw Failure() } }
      await #expect(throws: Failure()) {
        try await Context.run(in: context) { () async throws(Failure) in throw Failure() }
      }
      let inside = Context.run(in: context) { InstrumentationContext.current?.contextVars }
      #expect(inside == context.contextVars && InstrumentationContext.current == nil)
    }

    @Test func `a variable that is not sent cannot be received and a key must be a token`() async {
      await #expect(processExitsWith: .failure) { _ = ContextVarsInstrument(receiving: Request.kept) }
      await #expect(processExitsWith: .failure) { _ = ContextVar("a key", of: String.self).sent(as: .text) }
      await #expect(processExitsWith: .failure) { _ = ContextVar("", of: String.self).sent(as: .text) }
      await #expect(processExitsWith: .failure) {
        let other = ContextVar("request-id", of: String.self).sent(as: .text)
        _ = ContextVarsInstrument(receiving: Request.id, other)
      }
    }

    @Test func `a variable that is declared again and again is sent once`() {
      enum Keeper {
        static var variable: ContextVar<String, ContextError> {
          .kept(by: Keeper.self, "kept-key", of: String.self).sent(as: .text)
        }
      }
      for _ in 0..<100 { _ = Keeper.variable }
      Keeper.variable.withValue("v") { #expect(instrument.sent()["baggage"] == "kept-key=v") }
    }

    @Test func `beside a tracer the instrument leaves the trace alone`() {
      let context = instrument.received(
        Headers(["traceparent": "00-12345678901234567890123456789012-1234567890123456-01"]))
      #expect(context.traceContext == nil && instrument.sent(context).fields == [:])
    }

    @Test func `a thousand requests at once send their own values`() async {
      let instrument = ContextVarsInstrument(receiving: Request.id, Request.attempt)
      let wrong = Tally()
      await withTaskGroup { group in
        for number in 0..<1_000 {
          group.addTask {
            let context = instrument.received(
              Headers(["baggage": "request-id=\(number),app.attempt=\(number),foreign=\(number)"]))
            await Context.run(in: context) {
              await Task.yield()
              await withTaskGroup { children in
                for _ in 0..<4 {
                  children.addTask(context: .current) {
                    let sent = instrument.sent()
                    let parent = sent["traceparent"].flatMap { TraceContext(traceparent: $0) }
                    if parent?.traceID != context.traceContext?.traceID
                      || sent["baggage"] != "request-id=\(number),app.attempt=\(number),foreign=\(number)"
                    {
                      wrong.add("\(sent)")
                    }
                  }
                }
              }
            }
          }
        }
      }
      #expect(wrong.counts == [:])
    }

    @Test func `what a stranger sends under a variable's key is not sent on`() {
      let edge = ContextVarsInstrument(traces: .leftToTracer)
      let closed = ContextVarsInstrument(handsOnOthers: false, traces: .leftToTracer)
      let headers = Headers(["baggage": "request-id=evil,tenant=evil,token=evil,silent=evil,other=1"])
      _ = (Request.id, Request.tenant, Request.token, Request.silent)
      Context.run(in: edge.received(headers)) {
        #expect(edge.sent()["baggage"] == "other=1")
        Context.withValues(Request.token.bound(to: "mine"), Request.silent.bound(to: "mine")) {
          #expect(edge.sent()["baggage"] == "other=1", "neither where it is secret, nor where it has no text")
        }
      }
      Context.run(in: closed.received(headers)) { #expect(closed.sent().fields == [:]) }
    }

    @Test func `a service context that was created with the variables determines what is sent`() async {
      let (jobs, give) = AsyncStream.makeStream(
        of: (InstrumentationContext, @Sendable (Headers) -> Void).self)
      let instrument = instrument
      // A worker that the first request starts, and that sends on behalf of the second.
      let worker = Request.id.withValue("first") {
        Task { for await (context, answer) in jobs { answer(instrument.sent(context)) } }
      }
      let sent = await Request.id.withValue("second") {
        let context = InstrumentationContext.currentWithContextVars
        return await suspended { _ = give.yield((context, $0)) }
      }
      #expect(sent["baggage"] == "request-id=second")
      give.finish()
      await worker.value
    }

    @Test func `an ambiguous value removes what was received before`() {
      var context = instrument.received(Headers(["baggage": "request-id=first,tenant=t"]))
      instrument.extract(
        Headers(["baggage": "request-id=x,request-id=y"]), into: &context, using: HeaderExtractor())
      #expect(context.contextVars == Context(Request.tenant.bound(to: "t")))
    }

    @Test(arguments: ["%0Aline", "a%0D", "%00", "%1B[31m", "%E2%80%A8", "%7F"])
    func `text with a line break or control character is neither received nor sent`(_ value: String) {
      let context = instrument.received(Headers(["baggage": "request-id=\(value),tenant=t"]))
      #expect(context.contextVars == Context(Request.tenant.bound(to: "t")))
      #expect(problems.all == [.undecodable(key: "request-id")])
      Request.id.withValue("a\nb") { #expect(instrument.sent().fields == [:]) }
    }

    // MARK: - Processes

    @Test func `a child process is given nothing that was sent to its parent`() async {
      await #expect(processExitsWith: .success) {
        InstrumentationSystem.bootstrap(ContextVarsInstrument(receiving: Request.id, traces: .leftToTracer))
        let base = ["PATH": "/bin", "BAGGAGE": "request-id=old", "TRACEPARENT": "old", "TRACESTATE": "old"]
        guard EnvironmentInjector.environment(over: base) == ["PATH": "/bin"] else { exit(1) }
        let mine = Request.id.withValue("r") { EnvironmentInjector.environment(over: base) }
        guard mine == ["PATH": "/bin", "BAGGAGE": "request-id=r"] else { exit(2) }
      }
    }

    @Test func `a child process finds the variables and the trace in its environment`() {
      let instrument = ContextVarsInstrument(receiving: Request.id, onProblem: problems.add)
      let service = instrument.received(
        Headers([
          "traceparent": "00-12345678901234567890123456789012-1234567890123456-01", "tracestate": "a=1",
        ]))
      var environment = ["PATH": "/bin", "BAGGAGE": "old"]
      Context.run(in: service) {
        Request.id.withValue("r \u{E9}") {
          instrument.inject(.current ?? .topLevel, into: &environment, using: EnvironmentInjector())
        }
      }
      #expect(Set(environment.keys) == ["PATH", "BAGGAGE", "TRACEPARENT", "TRACESTATE"])
      #expect(environment["BAGGAGE"] == "request-id=r%20%C3%A9" && environment["TRACESTATE"] == "a=1")
      var received = InstrumentationContext.topLevel
      instrument.extract(environment, into: &received, using: EnvironmentExtractor())
      #expect(received.contextVars == Context(Request.id.bound(to: "r \u{E9}")))
      #expect(received.traceContext?.traceID == service.traceContext?.traceID && problems.all == [])
    }
  }
#endif
