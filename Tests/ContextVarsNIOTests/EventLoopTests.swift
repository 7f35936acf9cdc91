// Event loops: repeated work, errors, cancellation, and that nothing stays behind on the loop's thread.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import TestSupport
  import Testing

  @Suite struct EventLoopTests {
    @Test(arguments: RepeatedWay.all)
    func `repeated work runs each time in a fresh scope from the same snapshot`(_ way: RepeatedWay)
      async throws
    {
      try await withLoop { loop in
        let forks = Tally()
        let counter = ContextVar(
          "counter", of: Int.self,
          inheritance: .fork { value in
            forks.add("fork")
            return value + 1
          })
        let runs = Tally()
        let done = loop.makePromise(of: Void.self)
        way.start(loop, Context(counter.bound(to: 0), Request.id.bound(to: "r"))) { task in
          do {
            runs.add("\(Request.seen()) \(try counter.get())")
            try counter.set(100)
            try Request.id.set("changed")
          } catch {
            runs.add("\(error)")
          }
          if runs.total == 5 {
            task.cancel()
            done.succeed(())
          }
        }
        try await done.futureResult.get()
        #expect(runs.counts == ["r 1": 5])
        #expect(forks.counts == ["fork": 1], "the policies apply at the call, and not at each run")
        try await expect(loop.submit(Request.seen), gives: "-")
      }
    }

    @Test func `repeated work that throws runs again in its context`() async throws {
      try await withLoop { loop in
        let runs = Tally()
        let cancelled = loop.makePromise(of: Void.self)
        loop.scheduleRepeatedTask(
          initialDelay: .zero, delay: .zero, notifying: cancelled, context: Request.context
        ) { task in
          runs.add(Request.seen())
          if runs.total == 3 { task.cancel() }
          throw Failure()
        }
        // The promise is passed through; its callbacks do not run in the context.
        try await expect(cancelled.futureResult.map { Request.seen() }, gives: "-")
        #expect(runs.counts == ["r": 3])
      }
    }

    @Test func `work that fails runs wholly in its context and its error is delivered outside`() async throws
    {
      try await withLoop { loop in
        let ways: [@Sendable (@escaping @Sendable () throws -> String) -> EventLoopFuture<String>] = [
          { loop.submit(context: Request.context, $0) },
          { loop.scheduleTask(in: .zero, context: Request.context, $0).futureResult },
          { loop.scheduleTask(deadline: .now(), context: Request.context, $0).futureResult },
          { work in
            loop.flatScheduleTask(in: .zero, context: Request.context) {
              loop.makeSucceededFuture(try work())
            }.futureResult
          },
          { work in
            loop.flatScheduleTask(deadline: .now(), context: Request.context) {
              loop.makeSucceededFuture(try work())
            }.futureResult
          },
          { work in
            loop.flatSubmit {
              loop.assumeIsolated().submit(context: Request.context) { try work() }
            }
          },
          { work in
            loop.flatSubmit {
              loop.assumeIsolated().flatScheduleTask(deadline: .now(), context: Request.context) {
                loop.makeSucceededFuture(try work())
              }.futureResult
            }
          },
        ]
        for way in ways {
          let seen = Tally()
          let future = way {
            // The context is still in place at the end.
            defer { seen.add("work \(Request.seen()) \(Request.user.get(default: "-"))") }
            seen.add("work \(Request.seen())")
            try Request.user.set("somebody")
            throw Failure()
          }
          future.whenFailure { _ in seen.add("plain \(Request.seen()) \(Request.user.isBound)") }
          future.whenFailure(context: Context(Request.id.bound(to: "other"))) { error in
            seen.add("in context \(Request.seen()) \(Request.user.isBound) \(error)")
          }
          await #expect(throws: Failure()) { try await future.get() }
          // The callbacks have run, because they were registered before the one of `get`.
          #expect(
            seen.counts == [
              "work r": 1, "work r somebody": 1, "plain - false": 1, "in context other false Failure()": 1,
            ])
          try await expect(loop.submit { "\(Request.seen()) \(Request.user.isBound)" }, gives: "- false")
        }
      }
    }

    @Test func `cancelled work does not run and its error arrives in the callback's context`() async throws {
      try await withLoop { loop in
        let seen = Tally()
        let scheduled = loop.scheduleTask(in: .hours(1), context: Request.context) { seen.add("work") }
        let told = scheduled.futureResult.flatMapErrorThrowing(context: Request.context) { error in
          seen.add("\(Request.seen()) \(error as? EventLoopError == .cancelled)")
        }
        scheduled.cancel()
        try await told.get()
        #expect(seen.counts == ["r true": 1])
      }
    }

    @Test func `work that stays on its loop need not be sendable`() async throws {
      final class Log {
        var lines: [String] = []
      }
      try await withLoop { loop in
        let lines = loop.flatSubmit {
          let log = Log()
          let isolated = loop.assumeIsolated()
          isolated.execute(context: Request.context) { log.lines.append("execute \(Request.seen())") }
          return isolated.submit(context: Context(Request.id.bound(to: "s"))) { log }
            .assumeIsolated()
            .map(context: Request.context) { log in
              log.lines.append("map \(Request.seen())")
              return log.lines
            }
            .nonisolated()
        }
        try await expect(lines, gives: ["execute r", "map r"])
      }
    }

    @Test func `the values are released with the work`() async throws {
      final class Resource: Sendable {}
      let variable = ContextVar("resource", of: Resource.self)
      weak var watched: Resource?
      try await withLoop { loop in
        let resource = Resource()
        watched = resource
        let context = Context(variable.bound(to: resource))
        let future = loop.submit(context: context) { variable.isBound }
        try await expect(future.map(context: context) { $0 && variable.isBound }, gives: true)
      }
      #expect(watched == nil)
    }
  }
#endif
