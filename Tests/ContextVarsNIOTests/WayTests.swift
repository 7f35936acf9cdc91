// The rules for every function of a loop, a future or an isolated view that takes a context.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import Testing

  @Suite struct WayTests {
    static let ofFutures = Way.ofFuture + Way.ofIsolatedFuture
    static let all = Way.ofLoop + ofFutures

    /// Starts `body` in `way` from a task that binds other values, and fulfils its promise from code without
    /// values.
    private func started<Result: Sendable>(
      _ way: Way, _ context: Context?, on loop: any EventLoop, _ body: @escaping Way.Body,
      then next: (Way.Source, EventLoopFuture<String>) async throws -> Result
    ) async throws -> Result {
      let promise = loop.makePromise(of: String.self)
      let future = Request.id.withValue("starter") { way.start(promise.futureResult, context, body) }
      // After the way's own first step on the loop, which isolated views have.
      loop.execute { way.fulfil(promise) }
      return try await next(promise.futureResult, future)
    }

    @Test(arguments: all) func `a closure runs in its context and in none otherwise`(_ way: Way) async throws
    {
      try await withLoop { loop in
        for (context, expected) in [(Request.context, "r"), (Context(), "-"), (nil, "-")] {
          let seen = try await started(way, context, on: loop, Request.seen) { try await $1.get() }
          #expect(seen == expected)
        }
      }
    }

    @Test(arguments: all) func `a closure gets the context as it was at the call`(_ way: Way) async throws {
      try await withLoop { loop in
        let promise = loop.makePromise(of: String.self)
        try await Request.context.run {
          let future = way.start(promise.futureResult, .current, Request.seen)
          try Request.id.set("later")
          loop.execute { way.fulfil(promise) }
          try await expect(future, gives: "r")
          #expect(Request.seen() == "later")
        }
      }
    }

    @Test(arguments: all) func `what a closure sets ends with it and reaches nothing else on the loop`(
      _ way: Way
    )
      async throws
    {
      try await withLoop { loop in
        let setting: Way.Body = {
          do {
            try Request.id.set("changed")
            try Request.user.set("somebody")
          } catch {
            return "\(error)"
          }
          return Request.seen()
        }
        let (seen, next, afterwards) = try await started(way, Request.context, on: loop, setting) {
          source, future in
          (
            try await future.get(),
            // A later callback of the same future.
            try await source.recover { _ in "" }.map { _ in "\(Request.seen()) \(Request.user.isBound)" }
              .get(),
            try await loop.submit { "\(Request.seen()) \(Request.user.isBound)" }.get()
          )
        }
        #expect(seen == "changed")
        #expect(next == "- false")
        #expect(afterwards == "- false")
        let again = try await started(way, Request.context, on: loop) {
          "\(Request.seen()) \(Request.user.isBound)"
        } then: {
          try await $1.get()
        }
        #expect(again == "r false", "the context itself stays as it is")
      }
    }

    @Test(arguments: all) func `policies apply once to each closure`(_ way: Way) async throws {
      try await withLoop { loop in
        let seen = try await started(way, Policy.context, on: loop, Policy.seen) { try await $1.get() }
        #expect(seen == "none root/child")
      }
    }

    @Test(arguments: ofFutures) func `a closure's context is not that of the code that fulfils the promise`(
      _ way: Way
    )
      async throws
    {
      try await withLoop { loop in
        let fulfiller = Context(Request.id.bound(to: "fulfiller"))
        for (context, expected) in [(Request.context, "r"), (Context(), "-"), (nil, "fulfiller")] {
          let promise = loop.makePromise(of: String.self)
          let future = way.start(promise.futureResult, context, Request.seen)
          loop.execute(context: fulfiller) { way.fulfil(promise) }
          try await expect(future, gives: expected)
        }
      }
    }

    @Test(arguments: ofFutures) func `a closure runs in its context even if the future is already done`(
      _ way: Way
    )
      async throws
    {
      try await withLoop { loop in
        let promise = loop.makePromise(of: String.self)
        way.fulfil(promise)
        _ = try await promise.futureResult.recover { _ in "" }.get()
        try await expect(way.start(promise.futureResult, Request.context, Request.seen), gives: "r")
        // The same for a callback that is registered on the loop, and so runs at once.
        let inside = loop.flatSubmit(context: Context(Request.id.bound(to: "inside"))) {
          way.start(promise.futureResult, Request.context, Request.seen)
        }
        try await expect(inside, gives: "r")
      }
    }
  }
#endif
