// Work and timers of an event loop that run in a context (rule 6), like Python's `call_soon(context=)`,
// `call_later` and `call_at`.
//
// Each function takes the context at the call, by `Context.wrap`: it costs what `wrap` costs over the
// standard call, and is safe on any thread. Values that the work sets are gone once it has returned, and the
// loop's thread sees nothing of the context before or after. So the result or error of the work is passed on
// outside the context.
#if NIO
  public import ContextVars
  public import NIOCore

  // MARK: - Now

  extension EventLoop {
    /// Runs `task` on the event loop, in `context`. Like `execute(_:)`.
    public func execute(context: Context, _ task: @escaping @Sendable () -> Void) {
      execute(context.wrap(task))
    }

    /// Runs `task` on the event loop, in `context`. Like `submit(_:)`.
    ///
    /// - Returns: A future of what `task` returns or throws.
    public func submit<T>(
      context: Context, _ task: @escaping @Sendable () throws -> T
    ) -> EventLoopFuture<T> {
      submit(context.wrap(task))
    }

    /// Runs `task` on the event loop, in `context`. Like `flatSubmit(_:)`.
    ///
    /// - Returns: A future of the result of the future that `task` returns.
    public func flatSubmit<T: Sendable>(
      context: Context, _ task: @escaping @Sendable () -> EventLoopFuture<T>
    ) -> EventLoopFuture<T> {
      flatSubmit(context.wrap(task))
    }
  }

  // MARK: - Later

  extension EventLoop {
    /// Runs `task` on the event loop at `deadline` or later, in `context`. Like `scheduleTask(deadline:_:)`.
    @discardableResult
    public func scheduleTask<T>(
      deadline: NIODeadline, context: Context, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
      scheduleTask(deadline: deadline, context.wrap(task))
    }

    /// Runs `task` on the event loop after `delay`, in `context`. Like `scheduleTask(in:_:)`.
    @discardableResult
    public func scheduleTask<T>(
      in delay: TimeAmount, context: Context, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
      scheduleTask(in: delay, context.wrap(task))
    }

    /// Runs `task` on the event loop at `deadline` or later, in `context`. Like
    /// `flatScheduleTask(deadline:file:line:_:)`.
    @discardableResult
    public func flatScheduleTask<T: Sendable>(
      deadline: NIODeadline, context: Context, file: StaticString = #fileID, line: UInt = #line,
      _ task: @escaping @Sendable () throws -> EventLoopFuture<T>
    ) -> Scheduled<T> {
      flatScheduleTask(deadline: deadline, file: file, line: line, context.wrap(task))
    }

    /// Runs `task` on the event loop after `delay`, in `context`. Like `flatScheduleTask(in:file:line:_:)`.
    @discardableResult
    public func flatScheduleTask<T: Sendable>(
      in delay: TimeAmount, context: Context, file: StaticString = #fileID, line: UInt = #line,
      _ task: @escaping @Sendable () throws -> EventLoopFuture<T>
    ) -> Scheduled<T> {
      flatScheduleTask(in: delay, file: file, line: line, context.wrap(task))
    }
  }

  // MARK: - Again and again

  extension EventLoop {
    /// Runs `task` on the event loop repeatedly, each time in a fresh scope that starts from `context`.
    ///
    /// Like `scheduleRepeatedTask(initialDelay:delay:notifying:_:)`. The inheritance policies of the
    /// variables apply once, at the call, and not for each run.
    @discardableResult
    public func scheduleRepeatedTask(
      initialDelay: TimeAmount, delay: TimeAmount, notifying promise: EventLoopPromise<Void>? = nil,
      context: Context, _ task: @escaping @Sendable (RepeatedTask) throws -> Void
    ) -> RepeatedTask {
      scheduleRepeatedTask(
        initialDelay: initialDelay, delay: delay, notifying: promise, context.wrap(task))
    }

    /// Like the form without jitter, with a random part of `maximumAllowableJitter` added to each delay.
    @discardableResult
    public func scheduleRepeatedTask(
      initialDelay: TimeAmount, delay: TimeAmount, maximumAllowableJitter: TimeAmount,
      notifying promise: EventLoopPromise<Void>? = nil,
      context: Context, _ task: @escaping @Sendable (RepeatedTask) throws -> Void
    ) -> RepeatedTask {
      scheduleRepeatedTask(
        initialDelay: initialDelay, delay: delay, maximumAllowableJitter: maximumAllowableJitter,
        notifying: promise, context.wrap(task))
    }

    /// Runs `task` on the event loop repeatedly, each time in a fresh scope that starts from `context`, and
    /// waits for the future that it returns before the next delay.
    ///
    /// Like `scheduleRepeatedAsyncTask(initialDelay:delay:notifying:_:)`. Work that runs after `task` has
    /// returned, such as the callbacks of that future, runs in the context only if it is given the context
    /// too.
    @discardableResult
    public func scheduleRepeatedAsyncTask(
      initialDelay: TimeAmount, delay: TimeAmount, notifying promise: EventLoopPromise<Void>? = nil,
      context: Context, _ task: @escaping @Sendable (RepeatedTask) -> EventLoopFuture<Void>
    ) -> RepeatedTask {
      scheduleRepeatedAsyncTask(
        initialDelay: initialDelay, delay: delay, notifying: promise, context.wrap(task))
    }

    /// Like the form without jitter, with a random part of `maximumAllowableJitter` added to each delay.
    @discardableResult
    public func scheduleRepeatedAsyncTask(
      initialDelay: TimeAmount, delay: TimeAmount, maximumAllowableJitter: TimeAmount,
      notifying promise: EventLoopPromise<Void>? = nil,
      context: Context, _ task: @escaping @Sendable (RepeatedTask) -> EventLoopFuture<Void>
    ) -> RepeatedTask {
      scheduleRepeatedAsyncTask(
        initialDelay: initialDelay, delay: delay, maximumAllowableJitter: maximumAllowableJitter,
        notifying: promise, context.wrap(task))
    }
  }
#endif
