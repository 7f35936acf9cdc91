// Futures of asynchronous work that runs in a task with a context (rule 3).
#if NIO
  public import ContextVars
  public import NIOCore

  extension EventLoopPromise {
    /// Fulfils the promise with what `body` returns or throws. Like `completeWithTask(_:)`.
    ///
    /// `body` runs in a task that is started by `Task(context:)`. The task begins with a snapshot and owns
    /// its scope: it may set, and only the task and its children see what it sets. Safe on any thread.
    ///
    /// - Returns: The task.
    /// - Complexity: O(1), whatever the number of variables, if none that is bound has an inheritance policy.
    @discardableResult
    public func completeWithTask(
      context: Context, _ body: @escaping @Sendable @concurrent () async throws -> Value
    ) -> Task<Void, Never> where Value: Sendable {
      Task(context: context) {
        do { succeed(try await body()) } catch { fail(error) }
      }
    }
  }

  extension EventLoop {
    /// Returns a future of the outcome of `body`, which runs in a task of its own that begins with `context`.
    ///
    /// Like `makeFutureWithTask(_:)`. Otherwise see
    /// ``NIOCore/EventLoopPromise/completeWithTask(context:_:)``.
    public func makeFutureWithTask<Return: Sendable>(
      context: Context, _ body: @escaping @Sendable @concurrent () async throws -> Return
    ) -> EventLoopFuture<Return> {
      let promise = makePromise(of: Return.self)
      promise.completeWithTask(context: context, body)
      return promise.futureResult
    }
  }
#endif
