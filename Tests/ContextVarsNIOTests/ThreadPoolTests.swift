// Thread pools: Python's `run_in_executor`, but with a context.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import NIOPosix
  import TestSupport
  import Testing

  @Suite struct ThreadPoolTests {
    /// The results of `body`, run by each function of the pool, with the context if there is one.
    private func seen(
      _ pool: NIOThreadPool, _ loop: any EventLoop, _ context: Context?,
      _ body: @escaping @Sendable () -> String
    ) async throws -> [String] {
      let promise = loop.makePromise(of: String.self)
      let work: NIOThreadPool.WorkItem = { promise.succeed("\(body()) \($0)") }
      if let context {
        pool.submit(context: context, work)
        return [
          try await promise.futureResult.get(),
          try await pool.runIfActive(eventLoop: loop, context: context, body).get(),
          try await pool.runIfActive(context: context, body),
        ]
      }
      pool.submit(work)
      return [
        try await promise.futureResult.get(),
        try await pool.runIfActive(eventLoop: loop, body).get(),
        try await pool.runIfActive(body),
      ]
    }

    @Test func `blocking work runs in its context and in none otherwise`() async throws {
      try await withPool { pool, loop in
        try await Request.id.withValue("r") {
          let given = try await seen(pool, loop, .current, Request.seen)
          #expect(given == ["r active", "r", "r"])
          let plain = try await seen(pool, loop, nil, Request.seen)
          #expect(plain == ["- active", "-", "-"])
        }
      }
    }

    @Test func `what blocking work sets ends with it and policies apply`() async throws {
      try await withPool { pool, loop in
        let set = try await seen(pool, loop, Request.context) {
          do { try Request.id.set("changed") } catch { return "\(error)" }
          return Request.seen()
        }
        #expect(set == ["changed active", "changed", "changed"])
        // Most likely enough runs to reach both threads.
        for _ in 0..<8 { try await expect(pool.runIfActive(eventLoop: loop, Request.seen), gives: "-") }
        let policies = try await seen(pool, loop, Policy.context, Policy.seen)
        #expect(policies == ["none root/child active", "none root/child", "none root/child"])
      }
    }

    @Test func `errors are delivered and handled in the context of their handler`() async throws {
      try await withPool { pool, loop in
        let seen = Tally()
        let work: @Sendable () throws -> String = {
          seen.add(Request.seen())
          throw Failure()
        }
        await #expect(throws: Failure()) { try await pool.runIfActive(context: Request.context, work) }
        let failed = pool.runIfActive(eventLoop: loop, context: Request.context, work)
        try await expect(failed.recover { _ in Request.seen() }, gives: "-")
        let other = Context(Request.id.bound(to: "other"))
        try await expect(failed.recover(context: other) { _ in Request.seen() }, gives: "other")
        #expect(seen.counts == ["r": 2])
      }
    }

    @Test func `work for a pool that is not running is cancelled in its context`() async throws {
      try await withLoop { loop in
        let pool = NIOThreadPool(numberOfThreads: 1)
        let promise = loop.makePromise(of: String.self)
        pool.submit(context: Request.context) { promise.succeed("\($0) \(Request.seen())") }
        try await expect(promise.futureResult, gives: "cancelled r")
        await #expect(throws: CancellationError.self) {
          try await pool.runIfActive(context: Request.context) {}
        }
        await #expect(throws: NIOThreadPoolError.ThreadPoolInactive.self) {
          try await pool.runIfActive(eventLoop: loop, context: Request.context) {}.get()
        }
      }
    }
  }
#endif
