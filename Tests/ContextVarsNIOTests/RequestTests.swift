// Many concurrent requests on few threads.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import NIOPosix
  import TestSupport
  import Testing

  @Suite struct RequestTests {
    /// Returns the request's id if the running code reads it, else a description of what it reads. Then sets
    /// other values, which no other step must see.
    @Sendable private static func step(_ id: String) -> String {
      let seen = Request.seen()
      let isClean = !Request.user.isBound
      do {
        try Request.id.set("spoilt by \(id)")
        try Request.user.set(id)
      } catch {
        return "\(error)"
      }
      return seen == id && isClean ? id : "\(id) saw \(seen)"
    }

    @Test func `a thousand requests keep their own ids over loops pools and tasks`() async throws {
      try await withPool { pool, _ in
        try await withLoops(2) { group in
          let tally = Tally()
          try await withThrowingTaskGroup { tasks in
            for number in 0..<1_000 {
              tasks.addTask {
                let id = "\(number)"
                let (here, there) = (group.next(), group.next())
                let seen = try await Request.id.withValue(id) {
                  try await here.submit(context: .current) { Self.step(id) }
                    .flatMap(context: .current) { seen in
                      // The next step is scheduled before this callback sets other values in its own scope.
                      let next = there.scheduleTask(in: .zero, context: .current) { [seen, Self.step(id)] }
                      _ = Self.step(id)
                      return next.futureResult
                    }
                    .flatMap(context: .current) { seen in
                      pool.runIfActive(eventLoop: here, context: .current) { seen + [Self.step(id)] }
                    }
                    .flatMap(context: .current) { seen in
                      there.makeFutureWithTask(context: .current) { seen + [Self.step(id)] }
                    }
                    .flatMapThrowing(context: .current) { seen in
                      guard seen == Array(repeating: id, count: 4) else { return "\(seen)" }
                      throw Failure()
                    }
                    .recover(context: .current) { _ in Self.step(id) }
                    .get()
                }
                tally.add(seen == id ? "right" : seen)
              }
            }
            try await tasks.waitForAll()
          }
          #expect(tally.counts == ["right": 1_000])
          for loop in group.makeIterator() {
            try await expect(loop.submit { "\(Request.seen()) \(Request.user.isBound)" }, gives: "- false")
          }
        }
      }
    }
  }
#endif
