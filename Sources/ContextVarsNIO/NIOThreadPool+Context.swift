// Blocking work of a thread pool that runs in a context (rule 6), like Python's `run_in_executor`, which does
// not carry the context by itself.
//
// Each function takes the context at the call, by `Context.wrap`: it costs what `wrap` costs over the
// standard call, and is safe on any thread. Values that the work sets are gone once it has returned, and the
// pool's threads see nothing of the context before or after.
#if NIO
  public import ContextVars
  public import NIOCore
  public import NIOPosix

  extension NIOThreadPool {
    /// Runs `body` on a thread of the pool, in `context`. Like `submit(_:)`.
    ///
    /// If the pool is not running, `body` is called at once with `.cancelled`, also in the context.
    public func submit(context: Context, _ body: @escaping WorkItem) {
      submit(context.wrap(body))
    }

    /// Runs `body` on a thread of the pool, in `context`. Like `runIfActive(eventLoop:_:)`.
    ///
    /// - Returns: A future on `eventLoop` of what `body` returns or throws. It fails with
    ///   `NIOThreadPoolError.ThreadPoolInactive` if the pool is not running.
    public func runIfActive<T: Sendable>(
      eventLoop: any EventLoop, context: Context, _ body: @escaping @Sendable () throws -> T
    ) -> EventLoopFuture<T> {
      runIfActive(eventLoop: eventLoop, context.wrap(body))
    }

    /// Runs `body` on a thread of the pool, in `context`, and waits for it. Like `runIfActive(_:)`.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `CancellationError` if the pool is not running, or if the task was
    ///   cancelled before `body` began.
    public func runIfActive<T: Sendable>(
      context: Context, _ body: @escaping @Sendable () throws -> T
    ) async throws -> T {
      try await runIfActive(context.wrap(body))
    }
  }
#endif
