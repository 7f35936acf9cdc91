// The functions of an event loop.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore
  import Testing

  extension Way {
    static let ofLoop: [Way] = once + RepeatedWay.all.map(\.once) + isolated(onceIsolated)

    private static let once: [Way] = [
      Way(
        observing: "execute", of: { body in { @Sendable in body() } },
        plain: { $0.eventLoop.execute($1) },
        inContext: { $0.eventLoop.execute(context: $1, $2) }),
      Way(
        "submit", of: { _, body in { @Sendable () throws in body() } },
        plain: { $0.eventLoop.submit($1) },
        inContext: { $0.eventLoop.submit(context: $1, $2) }),
      Way(
        "flatSubmit", of: { loop, body in { @Sendable in loop.makeSucceededFuture(body()) } },
        plain: { $0.eventLoop.flatSubmit($1) },
        inContext: { $0.eventLoop.flatSubmit(context: $1, $2) }),
      Way(
        "scheduleTask(deadline:)", of: { _, body in { @Sendable () throws in body() } },
        plain: { $0.eventLoop.scheduleTask(deadline: .now(), $1).futureResult },
        inContext: { $0.eventLoop.scheduleTask(deadline: .now(), context: $1, $2).futureResult }),
      Way(
        "scheduleTask(in:)", of: { _, body in { @Sendable () throws in body() } },
        plain: { $0.eventLoop.scheduleTask(in: .zero, $1).futureResult },
        inContext: { $0.eventLoop.scheduleTask(in: .zero, context: $1, $2).futureResult }),
      Way(
        "flatScheduleTask(deadline:)",
        of: { loop, body in { @Sendable () throws in loop.makeSucceededFuture(body()) } },
        plain: { $0.eventLoop.flatScheduleTask(deadline: .now(), $1).futureResult },
        inContext: { $0.eventLoop.flatScheduleTask(deadline: .now(), context: $1, $2).futureResult }),
      Way(
        "flatScheduleTask(in:)",
        of: { loop, body in { @Sendable () throws in loop.makeSucceededFuture(body()) } },
        plain: { $0.eventLoop.flatScheduleTask(in: .zero, $1).futureResult },
        inContext: { $0.eventLoop.flatScheduleTask(in: .zero, context: $1, $2).futureResult }),
    ]

    private static let onceIsolated: [Way] = [
      Way(
        observing: "execute", of: { body in { body() } },
        plain: { $0.eventLoop.assumeIsolated().execute($1) },
        inContext: { $0.eventLoop.assumeIsolated().execute(context: $1, $2) }),
      Way(
        "submit", of: { _, body in { () throws in body() } },
        plain: { $0.eventLoop.assumeIsolated().submit($1) },
        inContext: { $0.eventLoop.assumeIsolated().submit(context: $1, $2) }),
      Way(
        "scheduleTask(deadline:)", of: { _, body in { () throws in body() } },
        plain: { $0.eventLoop.assumeIsolated().scheduleTask(deadline: .now(), $1).futureResult },
        inContext: {
          $0.eventLoop.assumeIsolated().scheduleTask(deadline: .now(), context: $1, $2).futureResult
        }),
      Way(
        "scheduleTask(in:)", of: { _, body in { () throws in body() } },
        plain: { $0.eventLoop.assumeIsolated().scheduleTask(in: .zero, $1).futureResult },
        inContext: { $0.eventLoop.assumeIsolated().scheduleTask(in: .zero, context: $1, $2).futureResult }),
      Way(
        "flatScheduleTask(deadline:)",
        of: { loop, body in { () throws in loop.makeSucceededFuture(body()) } },
        plain: { $0.eventLoop.assumeIsolated().flatScheduleTask(deadline: .now(), $1).futureResult },
        inContext: {
          $0.eventLoop.assumeIsolated().flatScheduleTask(deadline: .now(), context: $1, $2).futureResult
        }),
    ]
  }

  /// A function of an event loop that runs a closure repeatedly until it is cancelled.
  struct RepeatedWay: Sendable, CustomTestStringConvertible {
    typealias Body = @Sendable (RepeatedTask) -> Void

    let testDescription: String
    let start: @Sendable (any EventLoop, Context?, @escaping Body) -> Void

    private init<Closure>(
      _ name: String, of closure: @escaping @Sendable (any EventLoop, @escaping Body) -> Closure,
      plain: @escaping @Sendable (any EventLoop, Closure) -> RepeatedTask,
      inContext: @escaping @Sendable (any EventLoop, Context, Closure) -> RepeatedTask
    ) {
      testDescription = name
      start = { loop, context, body in
        let closure = closure(loop, body)
        _ = if let context { inContext(loop, context, closure) } else { plain(loop, closure) }
      }
    }

    /// The function as a way whose first run cancels it.
    var once: Way {
      Way(
        observing: testDescription,
        of: { body in
          { @Sendable (task: RepeatedTask) in
            task.cancel()
            body()
          }
        },
        plain: { start($0.eventLoop, nil, $1) },
        inContext: { start($0.eventLoop, $1, $2) })
    }

    static let all: [RepeatedWay] = [
      RepeatedWay(
        "scheduleRepeatedTask", of: { _, body in { @Sendable (task: RepeatedTask) throws in body(task) } },
        plain: { $0.scheduleRepeatedTask(initialDelay: .zero, delay: .zero, $1) },
        inContext: { $0.scheduleRepeatedTask(initialDelay: .zero, delay: .zero, context: $1, $2) }),
      RepeatedWay(
        "scheduleRepeatedTask with jitter",
        of: { _, body in { @Sendable (task: RepeatedTask) throws in body(task) } },
        plain: {
          $0.scheduleRepeatedTask(
            initialDelay: .zero, delay: .zero, maximumAllowableJitter: .nanoseconds(1), $1)
        },
        inContext: {
          $0.scheduleRepeatedTask(
            initialDelay: .zero, delay: .zero, maximumAllowableJitter: .nanoseconds(1), context: $1, $2)
        }),
      RepeatedWay(
        "scheduleRepeatedAsyncTask", of: completing,
        plain: { $0.scheduleRepeatedAsyncTask(initialDelay: .zero, delay: .zero, $1) },
        inContext: { $0.scheduleRepeatedAsyncTask(initialDelay: .zero, delay: .zero, context: $1, $2) }),
      RepeatedWay(
        "scheduleRepeatedAsyncTask with jitter", of: completing,
        plain: {
          $0.scheduleRepeatedAsyncTask(
            initialDelay: .zero, delay: .zero, maximumAllowableJitter: .nanoseconds(1), $1)
        },
        inContext: {
          $0.scheduleRepeatedAsyncTask(
            initialDelay: .zero, delay: .zero, maximumAllowableJitter: .nanoseconds(1), context: $1, $2)
        }),
    ]

    @Sendable private static func completing(
      _ loop: any EventLoop, _ body: @escaping Body
    ) -> @Sendable (RepeatedTask) -> EventLoopFuture<Void> {
      { task in
        body(task)
        return loop.makeSucceededVoidFuture()
      }
    }
  }
#endif
