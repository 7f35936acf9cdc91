// Work that stays on its event loop and runs in a context: for `eventLoop.assumeIsolated()`, whose closures
// need not be `@Sendable`. Otherwise as for the loop itself.
#if NIO
  public import ContextVars
  public import NIOCore

  extension NIOIsolatedEventLoop {
    /// Runs `task` on the event loop, in `context`. Like `execute(_:)`.
    @available(*, noasync)
    public func execute(context: Context, _ task: @escaping () -> Void) {
      execute(context.wrapIsolated(task))
    }

    /// Runs `task` on the event loop, in `context`. Like `submit(_:)`.
    ///
    /// - Returns: A future of what `task` returns or throws.
    @available(*, noasync)
    public func submit<T>(context: Context, _ task: @escaping () throws -> T) -> EventLoopFuture<T> {
      submit(context.wrapIsolated(task))
    }

    /// Runs `task` on the event loop at `deadline` or later, in `context`. Like `scheduleTask(deadline:_:)`.
    @available(*, noasync)
    @discardableResult
    public func scheduleTask<T>(
      deadline: NIODeadline, context: Context, _ task: @escaping () throws -> T
    ) -> Scheduled<T> {
      scheduleTask(deadline: deadline, context.wrapIsolated(task))
    }

    /// Runs `task` on the event loop after `delay`, in `context`. Like `scheduleTask(in:_:)`.
    @available(*, noasync)
    @discardableResult
    public func scheduleTask<T>(
      in delay: TimeAmount, context: Context, _ task: @escaping () throws -> T
    ) -> Scheduled<T> {
      scheduleTask(in: delay, context.wrapIsolated(task))
    }

    /// Runs `task` on the event loop at `deadline` or later, in `context`. Like
    /// `flatScheduleTask(deadline:file:line:_:)`.
    @available(*, noasync)
    @discardableResult
    public func flatScheduleTask<T: Sendable>(
      deadline: NIODeadline, context: Context, file: StaticString = #file, line: UInt = #line,
      _ task: @escaping () throws -> EventLoopFuture<T>
    ) -> Scheduled<T> {
      flatScheduleTask(deadline: deadline, file: file, line: line, context.wrapIsolated(task))
    }
  }
#endif
