// Futures: errors, chains and promises that span two loops, reductions, and values of other types.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import Testing

  @Suite struct FutureTests {
    /// A context that binds the id.
    private static func id(_ id: String) -> Context { Context(Request.id.bound(to: id)) }

    @Test func `an error is handled in the context of its handler and not of the work that failed`()
      async throws
    {
      try await withLoop { loop in
        let failed = loop.submit(context: Self.id("work")) { () throws -> String in throw Failure() }
        let handled =
          failed
          .map(context: Self.id("not run")) { _ in Request.seen() }
          .flatMapErrorThrowing(context: Self.id("first")) { error in
            #expect(error is Failure)
            guard Request.seen() == "first" else { return "first saw \(Request.seen())" }
            throw EventLoopError.shutdown
          }
          .flatMapError(context: Self.id("second")) { error in
            #expect(error as? EventLoopError == .shutdown)
            return loop.makeSucceededFuture(Request.seen())
          }
          .map { "\($0), then \(Request.seen())" }
        try await expect(handled, gives: "second, then -")
      }
    }

    @Test func `what a callback throws is delivered outside its context`() async throws {
      try await withLoop { loop in
        let source = loop.makeSucceededFuture(1)
        let throwing: [EventLoopFuture<Int>] = [
          source.flatMapThrowing(context: Request.context) { _ in throw Failure() },
          source.flatMapResult(context: Request.context) { _ in .failure(Failure()) },
          source.flatMap(context: Request.context) { _ in loop.makeFailedFuture(Failure()) },
        ]
        for future in throwing {
          await #expect(throws: Failure()) { try await future.get() }
          try await expect(future.map { _ in "" }.recover { _ in Request.seen() }, gives: "-")
        }
      }
    }

    @Test func `a chain over two loops runs each step in its context on its loop`() async throws {
      try await withLoops(2) { group in
        let (first, second) = (group.next(), group.next())
        #expect(first !== second)
        @Sendable func seen(on loop: any EventLoop) -> String {
          "\(loop === first ? "first" : "second") \(loop.inEventLoop) \(Request.seen())"
        }
        let chain = Request.id.withValue("r") {
          first.submit(context: .current) { [seen(on: first)] }
            // Work that a callback starts with the current context gets the callback's context.
            .flatMap(context: .current) { seen0 in
              second.submit(context: .current) { seen0 + [seen(on: second)] }
            }
            .map(context: Self.id("s")) { $0 + [seen(on: first)] }
            .map { $0 + [seen(on: first)] }
            .hop(to: second)
            .flatMapThrowing(context: .current) { $0 + [seen(on: second)] }
            .always(context: .current) { _ in #expect(Request.seen() == "r") }
            .flatMap(context: .current) { seen0 in
              first.scheduleTask(in: .zero, context: .current) { seen0 + [seen(on: first)] }.futureResult
            }
        }
        try await expect(
          chain,
          gives: [
            "first true r", "second true r", "first true s", "first true -", "second true r", "first true r",
          ])
        for loop in [first, second] { try await expect(loop.submit(Request.seen), gives: "-") }
      }
    }

    @Test func `a promise of another loop may be fulfilled from within a context`() async throws {
      try await withLoops(2) { group in
        let (first, second) = (group.next(), group.next())
        for error in [nil, Failure()] {
          let promise = first.makePromise(of: String.self)
          let inContext = promise.futureResult.map(context: Request.context) { _ in Request.seen() }
            .flatMapErrorThrowing(context: Request.context) { _ in Request.seen() }
          let plain = promise.futureResult.map { _ in Request.seen() }.recover { _ in Request.seen() }
          second.execute(context: Self.id("fulfiller")) {
            if let error { promise.fail(error) } else { promise.succeed("") }
          }
          try await expect(inContext, gives: "r")
          try await expect(plain, gives: "-")
        }
      }
    }

    @Test func `a reduction sees its context at every step and keeps its intermediate result`() async throws {
      try await withLoop { loop in
        let futures = (1...4).map { loop.makeSucceededFuture($0) }
        let setting = { @Sendable in
          defer { _ = try? Request.id.set("changed") }
          return Request.seen()
        }
        let into = EventLoopFuture<[String]>.reduce(
          into: ["0"], futures, on: loop, context: Request.context
        ) { $0.append("\($1)\(setting())") }
        try await expect(into, gives: ["0", "1r", "2r", "3r", "4r"])
        let reduced = EventLoopFuture<String>.reduce("0", futures, on: loop, context: Request.context) {
          "\($0) \($1)\(setting())"
        }
        try await expect(reduced, gives: "0 1r 2r 3r 4r")
        let folded = loop.makeSucceededFuture("0").fold(futures, context: Request.context) {
          loop.makeSucceededFuture("\($0) \($1)\(setting())")
        }
        try await expect(folded, gives: "0 1r 2r 3r 4r")
      }
    }

    @Test func `tuples and Void and optionals pass through`() async throws {
      try await withLoop { loop in
        let pair = loop.makeSucceededFuture(1).and(value: "a")
        try await expect(
          pair.map(context: Request.context) { "\($0.0) \($0.1) \(Request.seen())" }, gives: "1 a r")
        let nothing = loop.makeSucceededVoidFuture()
        try await expect(nothing.map(context: Request.context) { Request.seen() }, gives: "r")
        let optional = loop.makeSucceededFuture(String?.some("there"))
        try await expect(optional.unwrap(context: Request.context, orElse: Request.seen), gives: "there")
      }
    }
  }
#endif
