// The code of the article LoggingAndTracing in ContextVars.docc: see DocumentationTests.swift in
// ContextVarsTests.
#if Tracing
  import ContextVars
  import ContextVarsTracing
  import Dispatch
  import InMemoryTracing
  import Instrumentation
  import Synchronization
  import Testing
  import Tracing

  enum Order {
    static let id = ContextVar("order-id", of: String.self)
      .logged().sent(as: .text).traced(as: "order.id")
    static let tenant = ContextVar("tenant", default: "public")
      .logged().sent(as: .text)
    // Shown as <redacted>.
    static let token = ContextVar("token", of: String.self)
      .logged().redacted()
  }

  /// Only compiled, not run: a process has one instrument.
  private func atTheStart(_ tracer: InMemoryTracer) {
    InstrumentationSystem.bootstrap(ContextVarsTracer(tracer))
    InstrumentationSystem.bootstrap(
      ContextVarsInstrument(receiving: Order.id, Order.tenant))
    InstrumentationSystem.bootstrap(
      MultiplexInstrument([
        ContextVarsTracer(tracer),
        ContextVarsInstrument(receiving: Order.id, traces: .leftToTracer),
      ]))
  }

  @Suite struct LoggingAndTracingTests {
    @Test func `a queue runs in the context and the span that it is given`() {
      let queue = DispatchQueue(label: "queue")
      let seen = Mutex("")
      @Sendable func handle() { seen.withLock { $0 = Order.id.get(default: "-") } }
      Order.id.withValue("o-1") {
        let context = Context.currentWithSpan
        queue.async(execute: context.wrapWithSpan { handle() })
      }
      queue.sync {}
      #expect(seen.withLock { $0 } == "o-1")
    }
  }
#endif
