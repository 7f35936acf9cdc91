// The code of the page ContextVarsNIO: see DocumentationTests.swift in ContextVarsTests.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import Testing

  @Suite struct DocumentationTests {
    enum Request {
      static let tenant = ContextVar("tenant", default: "public")
    }

    func load(_ id: String, on loop: any EventLoop) -> EventLoopFuture<String> {
      loop.submit(context: .current) { "order \(id) of \(Request.tenant.get())" }
        .map(context: .current) { line in
          print(Request.tenant.get())
          return line
        }
    }

    @Test func `a future's callbacks run in the context that they are given`() async throws {
      try await withLoop { loop in
        let future = Request.tenant.withValue("acme") { load("7", on: loop) }
        let line = try await future.get()
        #expect(line == "order 7 of acme")
      }
    }
  }
#endif
