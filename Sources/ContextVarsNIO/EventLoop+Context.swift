/// Work and timers of an event loop that run in a context (rule 6): Python's `call_soon(context=)`, `call_later`
/// and `call_at`.
///
/// Each takes the context at the call, by `Context.wrap`: it costs what that does over the standard call, and is safe on
/// any thread. What the work sets ends with it, and the loop's thread sees nothing of the context before or after. So
/// what the work returns or throws is passed on outside the context.
#if NIO
  public import ContextVars
  public import NIOCore

  // MARK: - Now

  extension EventLoop {
    /// Runs `task` on the event loop, in `context`. As `execute(_:)`.
    public func execute(context: Context, _ task: @escaping @Sendable () -> Void) {
      execute(context.wrap(task))
    }

    /// Runs `task` on the event loop, in `context`. As `submit(_:)`.
    ///
    /// - Returns: A future of what `task` returns or throws.
    public func submit<T>(
      context: Context, _ task: @escaping @Sendable () throws -> T
    ) -> EventLoopFuture<T> {
      submit(context.wrap(task))
    }

    /// Runs `task` on the event loop, in `context`. As `flatSubmit(_:)`.
    ///
    /// - Returns: A future of what the future that `task` returns comes to.
    public func flatSubmit<T: Sendable>(
      context: Context, _ task: @escaping @Sendable () -> EventLoopFuture<T>
    ) -> EventLoopFuture<T> {
      flatSubmit(context.wrap(task))
    }
  }

  // MARK: - Later

  extension EventLoop {
    /// Runs `task` on the event loop at `deadline` or later, in `context`. As `scheduleTask(deadline:_:)`.
    @discardableResult
    public func scheduleTask<T>(
      deadline: NIODeadline, context: Context, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
      scheduleTask(deadline: deadline, context.wrap(task))
    }

    /// Runs `task` on the event loop when `delay` has passed, in `context`. As `scheduleTask(in:_:)`.
    @discardableResult
    public func scheduleTask<T>(
      in delay: TimeAmount, context: Context, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
      scheduleTask(in: delay, context.wrap(task))
    }

    /// Runs `task` on the event loop at `deadline` or later, in `context`. As `flatScheduleTask(deadline:file:line:_:)`.
    @discardableResult
    public func flatScheduleTask<T: Sendable>(
      deadline: NIODeadline, context: Context, file: StaticString = #fileID, line: UInt = #line,
      _ task: @escaping @Sendable () throws -> EventLoopFuture<T>
    ) -> Scheduled<T> {
      flatScheduleTask(deadline: deadline, file: file, line: line, context.wrap(task))
    }

    /// Runs `task` on the event loop when `delay` has passed, in `context`. As `flatScheduleTask(in:file:line:_:)`.
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
    /// Runs `task` on the event loop again and again, each time in a fresh scope that starts from `context`.
    ///
    /// As `scheduleRepeatedTask(initialDelay:delay:notifying:_:)`. The variables' policies of inheritance apply once,
    /// here, and not for each run.
    @discardableResult
    public func scheduleRepeatedTask(
      initialDelay: TimeAmount, delay: TimeAmount, notifying promise: EventLoopPromise<Void>? = nil,
      context: Context, _ task: @escaping @Sendable (RepeatedTask) throws -> Void
    ) -> RepeatedTask {
      scheduleRepeatedTask(
        initialDelay: initialDelay, delay: delay, notifying: promise, context.wrap(task))
    }

    /// Runs `task` again and again, as without jitter, with a random part of `maximumAllowableJitter` added to the delays.
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

    /// Runs `task` on the event loop again and again, each time in a fresh scope that starts from `context`, and waits for
    /// the future that it returns before the next delay.
    ///
    /// As `scheduleRepeatedAsyncTask(initialDelay:delay:notifying:_:)`. What comes after the return, such as the
    /// callbacks of that future, runs in the context only if it is given it.
    @discardableResult
    public func scheduleRepeatedAsyncTask(
      initialDelay: TimeAmount, delay: TimeAmount, notifying promise: EventLoopPromise<Void>? = nil,
      context: Context, _ task: @escaping @Sendable (RepeatedTask) -> EventLoopFuture<Void>
    ) -> RepeatedTask {
      scheduleRepeatedAsyncTask(
        initialDelay: initialDelay, delay: delay, notifying: promise, context.wrap(task))
    }

    /// Runs `task` again and again, as without jitter, with a random part of `maximumAllowableJitter` added to the delays.
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
