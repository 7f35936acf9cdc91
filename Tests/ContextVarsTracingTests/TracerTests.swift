// Spans: which variables they carry, and across which hops the current span travels.
#if Tracing
  import ContextVars
  import ContextVarsTracing
  import Foundation
  import InMemoryTracing
  import TestSupport
  import Testing
  import Tracing

  @Suite struct TracerTests {
    private let memory = InMemoryTracer()
    private var tracer: ContextVarsTracer<InMemoryTracer> { ContextVarsTracer(memory) }

    @Test func `a span has the marked variables that are bound where it is started`() async throws {
      await Context.withValues(
        Request.id.bound(to: "r"), Request.attempt.bound(to: 3), Request.tenant.bound(to: "not traced"),
        Request.token.bound(to: "top secret")
      ) {
        await tracer.withSpan("outer") { span in
          span.attributes["own"] = "a"
          await Task(context: .current) { tracer.withSpan("inner") { _ in } }.value
        }
      }
      tracer.withSpan("outside") { _ in }
      let spans = Dictionary(uniqueKeysWithValues: memory.finishedSpans.map { ($0.operationName, $0) })
      #expect(spans.count == 3 && spans["outside"]?.attributes.isEmpty ?? false)
      for name in ["outer", "inner"] {
        let attributes = try #require(spans[name]).attributes
        #expect(attributes.get("app.request_id") == .string("r") && attributes.get("attempt") == .int64(3))
        #expect(attributes.get("token") == .string("<redacted>") && attributes.get("tenant") == nil)
      }
      #expect(spans["outer"]?.attributes.count == 4 && spans["inner"]?.attributes.count == 3)
    }

    @Test func `the current span and the scope are independent of each other`() throws {
      try withTracer(tracer) {
        try Context().run {
          try Request.id.set("before")
          try withSpan("outer") { outer in
            try Request.id.set("inside")
            #expect(
              InstrumentationContext.current?.inMemorySpanContext?.spanID
                == outer.context.inMemorySpanContext?.spanID)
            withSpan("inner") { inner in
              #expect(Request.id.get(default: "-") == "inside")
              #expect(
                inner.context.inMemorySpanContext?.parentSpanID == outer.context.inMemorySpanContext?.spanID)
            }
          }
          #expect(Request.id.get(default: "-") == "inside", "what is set stays, since a span is no scope")
        }
      }
      #expect(memory.finishedSpans.count == 2)
    }

    @Test func `received variables stay in the span's context`() {
      let instrument = ContextVarsInstrument(receiving: Request.id, traces: .leftToTracer)
      let service = instrument.received(Headers(["baggage": "request-id=r"]))
      tracer.withSpan("server", context: service) { span in
        #expect(
          span.context.contextVars == service.contextVars, "for a library that knows only service contexts")
        #expect(instrument.sent(span.context)["baggage"] == "request-id=r")
      }
    }

    @Test func `a context carries the span across a hop if it is asked to`() async {
      let queue = DispatchQueue(label: "hop")
      await Request.id.withValue("r") {
        await tracer.withSpan("outer") { span in
          let (plain, whole) = (Context.current, Context.currentWithSpan)
          let here = span.context.inMemorySpanContext?.spanID
          @Sendable func seen() -> (String, String?) {
            (Request.id.get(default: "-"), InstrumentationContext.current?.inMemorySpanContext?.spanID)
          }
          await Task.detached {
            #expect(plain.run(seen) == ("r", nil), "run leaves the span behind")
            #expect(whole.runWithSpan(seen) == ("r", here))
            #expect(
              whole.run { Context.current.count } == 2 && whole.runWithSpan { Context.current.count } == 1)
            let inTask = await whole.runWithSpan { await Task { seen() }.value }
            #expect(inTask == ("r", here))
            await suspended { done in
              queue.async(execute: whole.wrapWithSpan { #expect(seen() == ("r", here)) })
              queue.async {
                #expect(whole.runWithSpan(seen) == ("r", here))
                #expect(seen() == ("-", nil))
                done(())
              }
            }
          }.value
          #expect(plain.runWithSpan(seen) == ("r", here), "if the context has no span, the current one stays")
          let task = Task.detached(context: .currentWithSpan) {
            let isNewest = tracer.withSpan("inner") { span in
              Context.current.runWithSpan { InstrumentationContext.current?.inMemorySpanContext?.spanID }
                == span.context.inMemorySpanContext?.spanID
            }
            return (Context.current.count, isNewest)
          }
          #expect(await task.value == (1, true), "a task's context has no span, and so never an old one")
        }
      }
    }

    @Test func `in a span that was started with the variables the scope determines what is sent`() {
      let instrument = ContextVarsInstrument(receiving: Request.id, traces: .leftToTracer)
      Request.id.withValue("before") {
        tracer.withSpan("span", context: .currentWithContextVars) { _ in
          #expect(instrument.sent()["baggage"] == "request-id=before")
          Request.id.withValue("since") { #expect(instrument.sent()["baggage"] == "request-id=since") }
        }
      }
    }

    @Test func `the absence of a span is carried across a hop too`() {
      let context = Request.id.withValue("a") { Context.currentWithSpan }
      tracer.withSpan("another request's") { _ in
        #expect(context.runWithSpan { InstrumentationContext.current == nil })
        #expect(context.wrapWithSpan { InstrumentationContext.current == nil }())
        #expect(InstrumentationContext.current != nil)
      }
    }

    @Test func `the tracer extracts and injects like the tracer that it wraps`() {
      var service = InstrumentationContext.topLevel
      tracer.extract(
        ["in-memory-trace-id": "t", "in-memory-span-id": "s"], into: &service, using: Dictionaries())
      #expect(service.inMemorySpanContext?.traceID == "t")
      var carrier: [String: String] = [:]
      tracer.inject(service, into: &carrier, using: Dictionaries())
      #expect(carrier.isEmpty == false && carrier.values.contains("t"))
      #expect(memory.performedContextExtractions.count == 1 && memory.performedContextInjections.count == 1)
    }

    private struct Dictionaries: Injector, Extractor {
      func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key] = value
      }
      func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }
  }
#endif
