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
    /// A future of what `callback`, run in `context`, makes of the value. Like `map(_:)`.
    @available(*, noasync)
    public func map<NewValue>(
      context: Context, _ callback: @escaping (Value) -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated {
      map(context.wrapIsolated(callback))
    }

    /// A future of what `callback`, run in `context`, returns for the value or throws. Like
    /// `flatMapThrowing(_:)`.
    @available(*, noasync)
    public func flatMapThrowing<NewValue>(
      context: Context, _ callback: @escaping (Value) throws -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMapThrowing(context.wrapIsolated(callback))
    }

    /// A future of the result that `callback`, run in `context`, makes of the value. Like
    /// `flatMapResult(_:)`.
    @available(*, noasync)
    public func flatMapResult<NewValue, SomeError: Error>(
      context: Context, _ body: @escaping (Value) -> Result<NewValue, SomeError>
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMapResult(context.wrapIsolated(body))
    }

    /// A future of the result of the future that `callback`, run in `context`, makes of the value. Like
    /// `flatMap(_:)`.
    @available(*, noasync)
    public func flatMap<NewValue: Sendable>(
      context: Context, _ callback: @escaping (Value) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMap(context.wrapIsolated(callback))
    }

    /// A future of the value or, if it is nil, of what `callback` returns, run in `context`. Like
    /// `unwrap(orElse:)`.
    @available(*, noasync)
    public func unwrap<NewValue>(
      context: Context, orElse callback: @escaping () -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated where Value == NewValue? {
      unwrap(orElse: context.wrapIsolated(callback))
    }
  }

  // MARK: - An error to a value

  extension EventLoopFuture.Isolated {
    /// A future of the value, or of what `callback`, run in `context`, makes of the error. Like
    /// `recover(_:)`.
    @available(*, noasync)
    public func recover(
      context: Context, _ callback: @escaping (any Error) -> Value
    ) -> EventLoopFuture<Value>.Isolated {
      recover(context.wrapIsolated(callback))
    }

    /// A future of the value, or of what `callback`, run in `context`, returns for the error or throws in its
    /// place. Like `flatMapErrorThrowing(_:)`.
    @available(*, noasync)
    public func flatMapErrorThrowing(
      context: Context, _ callback: @escaping (any Error) throws -> Value
    ) -> EventLoopFuture<Value>.Isolated {
      flatMapErrorThrowing(context.wrapIsolated(callback))
    }

    /// A future of the value, or of the result of the future that `callback`, run in `context`, makes of the
    /// error. Like `flatMapError(_:)`.
    @available(*, noasync)
    public func flatMapError(
      context: Context, _ callback: @escaping (any Error) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value>.Isolated where Value: Sendable {
      flatMapError(context.wrapIsolated(callback))
    }

    /// A future of the value, or of the result of the future that `callback`, run in `context`, makes of the
    /// error. Like the form of `flatMapError(_:)` whose callback returns an isolated future.
    @available(*, noasync)
    public func flatMapError(
      context: Context, _ callback: @escaping (any Error) -> EventLoopFuture<Value>.Isolated
    ) -> EventLoopFuture<Value>.Isolated {
      flatMapError(context.wrapIsolated(callback))
    }
  }
#endif
