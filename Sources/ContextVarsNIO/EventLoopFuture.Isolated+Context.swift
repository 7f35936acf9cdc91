// Callbacks that stay on their future's event loop and run in a context: for `future.assumeIsolated()`, whose
// closures need not be `@Sendable`. Otherwise as for the future itself.
#if NIO
  public import ContextVars
  public import NIOCore

  // MARK: - Observing

  extension EventLoopFuture.Isolated {
    /// Calls `callback` with the result, in `context`. Like `whenComplete(_:)`.
    @available(*, noasync)
    public func whenComplete(context: Context, _ callback: @escaping (Result<Value, any Error>) -> Void) {
      whenComplete(context.wrapIsolated(callback))
    }

    /// Calls `callback` with the value if there is one, in `context`. Like `whenSuccess(_:)`.
    @available(*, noasync)
    public func whenSuccess(context: Context, _ callback: @escaping (Value) -> Void) {
      whenSuccess(context.wrapIsolated(callback))
    }

    /// Calls `callback` with the error if there is one, in `context`. Like `whenFailure(_:)`.
    @available(*, noasync)
    public func whenFailure(context: Context, _ callback: @escaping (any Error) -> Void) {
      whenFailure(context.wrapIsolated(callback))
    }

    /// Calls `callback` with the result, in `context`. Like `always(_:)`.
    ///
    /// - Returns: This future.
    @available(*, noasync)
    public func always(
      context: Context, _ callback: @escaping (Result<Value, any Error>) -> Void
    ) -> EventLoopFuture<Value>.Isolated {
      always(context.wrapIsolated(callback))
    }
  }

  // MARK: - A value to another

  extension EventLoopFuture.Isolated {
    /// Returns a future of the result of `callback`, called with the value in `context`. Like `map(_:)`.
    @available(*, noasync)
    public func map<NewValue>(
      context: Context, _ callback: @escaping (Value) -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated {
      map(context.wrapIsolated(callback))
    }

    /// Returns a future of the result of `callback`, called with the value in `context`, or of the error that
    /// it throws. Like `flatMapThrowing(_:)`.
    @available(*, noasync)
    public func flatMapThrowing<NewValue>(
      context: Context, _ callback: @escaping (Value) throws -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMapThrowing(context.wrapIsolated(callback))
    }

    /// Returns a future of the `Result` that `body`, called with the value in `context`, returns. Like
    /// `flatMapResult(_:)`.
    @available(*, noasync)
    public func flatMapResult<NewValue, SomeError: Error>(
      context: Context, _ body: @escaping (Value) -> Result<NewValue, SomeError>
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMapResult(context.wrapIsolated(body))
    }

    /// Returns a future with the outcome of the one that `callback`, called with the value in `context`,
    /// returns. Like `flatMap(_:)`.
    @available(*, noasync)
    public func flatMap<NewValue: Sendable>(
      context: Context, _ callback: @escaping (Value) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMap(context.wrapIsolated(callback))
    }

    /// Returns a future of the value or, if the value is nil, of the result of `callback`, called in
    /// `context`. Like `unwrap(orElse:)`.
    @available(*, noasync)
    public func unwrap<NewValue>(
      context: Context, orElse callback: @escaping () -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated where Value == NewValue? {
      unwrap(orElse: context.wrapIsolated(callback))
    }
  }

  // MARK: - An error to a value

  extension EventLoopFuture.Isolated {
    /// Returns a future of the value or, if this future fails, of the result of `callback`, called with the
    /// error in `context`. Like `recover(_:)`.
    @available(*, noasync)
    public func recover(
      context: Context, _ callback: @escaping (any Error) -> Value
    ) -> EventLoopFuture<Value>.Isolated {
      recover(context.wrapIsolated(callback))
    }

    /// Returns a future of the value or, if this future fails, of the result of `callback`, called with the
    /// error in `context`, or of the error that `callback` throws. Like `flatMapErrorThrowing(_:)`.
    @available(*, noasync)
    public func flatMapErrorThrowing(
      context: Context, _ callback: @escaping (any Error) throws -> Value
    ) -> EventLoopFuture<Value>.Isolated {
      flatMapErrorThrowing(context.wrapIsolated(callback))
    }

    /// Returns a future of the value or, if this future fails, of the outcome of the one that `callback`,
    /// called with the error in `context`, returns. Like `flatMapError(_:)`.
    @available(*, noasync)
    public func flatMapError(
      context: Context, _ callback: @escaping (any Error) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value>.Isolated where Value: Sendable {
      flatMapError(context.wrapIsolated(callback))
    }

    /// Returns a future of the value or, if this future fails, of the outcome of the one that `callback`,
    /// called with the error in `context`, returns. Like the form of `flatMapError(_:)` whose callback
    /// returns an isolated future.
    @available(*, noasync)
    public func flatMapError(
      context: Context, _ callback: @escaping (any Error) -> EventLoopFuture<Value>.Isolated
    ) -> EventLoopFuture<Value>.Isolated {
      flatMapError(context.wrapIsolated(callback))
    }
  }
#endif
