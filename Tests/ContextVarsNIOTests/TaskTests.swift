// Tasks whose result goes to a future.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import TestSupport
  import Testing

  @Suite struct TaskTests {
    /// The results of `body`, run by both functions.
    private func seen(
      _ loop: any EventLoop, _ context: Context, _ body: @escaping @Sendable () async throws -> String
    ) async throws -> [String] {
      let promise = loop.makePromise(of: String.self)
      let task = promise.completeWithTask(context: context, body)
      let completed = try await promise.futureResult.get()
      await task.value
      return [completed, try await loop.makeFutureWithTask(context: context, body).get()]
    }

    @Test func `a task begins with its context and owns its scope`() async throws {
      try await withLoop { loop in
        let seen = try await seen(loop, Request.context) {
          let before = Request.seen()
          try Request.id.set("changed")
          await Task.yield()
          return "\(before) \(Request.seen())"
        }
        #expect(seen == ["r changed", "r changed"])
        #expect(Request.seen() == "-")
        try await expect(loop.submit(Request.seen), gives: "-")
      }
    }

    @Test func `without a context a task reads its starter's scope and may not set`() async throws {
      try await withLoop { loop in
        try await Request.id.withValue("r") {
          let plain = loop.makeFutureWithTask { () async throws -> String in
            do throws(ContextError) {
              try Request.id.set("changed")
            } catch {
              return "\(Request.seen()) \(error.code)"
            }
            return "set"
          }
          try await expect(plain, gives: "r notOwner")
          let empty = try await seen(loop, Context()) { Request.seen() }
          #expect(empty == ["-", "-"])
        }
      }
    }

    @Test func `policies apply once for each task`() async throws {
      try await withLoop { loop in
        let seen = try await seen(loop, Policy.context) { Policy.seen() }
        #expect(seen == ["none root/child", "none root/child"])
      }
    }

    @Test func `what a task throws fails the future and is handled in the context of the handler`()
      async throws
    {
      try await withLoop { loop in
        let seen = Tally()
        let failed = loop.makeFutureWithTask(context: Request.context) { () async throws -> String in
          seen.add(Request.seen())
          await Task.yield()
          defer { seen.add(Request.seen()) }
          throw Failure()
        }
        await #expect(throws: Failure()) { try await failed.get() }
        #expect(seen.counts == ["r": 2])
        try await expect(failed.recover { _ in Request.seen() }, gives: "-")
        let other = Context(Request.id.bound(to: "other"))
        try await expect(failed.recover(context: other) { _ in Request.seen() }, gives: "other")
      }
    }

    @Test func `a task may be cancelled`() async throws {
      try await withLoop { loop in
        let promise = loop.makePromise(of: String.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let task = promise.completeWithTask(context: Request.context) {
          for await _ in gate {}
          return "\(Request.seen()) \(Task.isCancelled)"
        }
        task.cancel()
        open.finish()
        try await expect(promise.futureResult, gives: "r true")
      }
    }
  }
#endif
