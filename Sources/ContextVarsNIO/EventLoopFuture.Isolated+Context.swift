/// Callbacks that stay on their future's event loop and run in a context: what `future.assumeIsolated()` gives, where
/// closures need not be `@Sendable`. As for the future itself.
#if NIO
  public import ContextVars
  public import NIOCore

  // MARK: - Observing

  extension EventLoopFuture.Isolated {
    /// Calls `callback` with the result, in `context`. As `whenComplete(_:)`.
    @available(*, noasync)
    public func whenComplete(context: Context, _ callback: @escaping (Result<Value, any Error>) -> Void) {
      whenComplete(context.wrapIsolated(callback))
    }

    /// Calls `callback` with the value if there is one, in `context`. As `whenSuccess(_:)`.
    @available(*, noasync)
    public func whenSuccess(context: Context, _ callback: @escaping (Value) -> Void) {
      whenSuccess(context.wrapIsolated(callback))
    }

    /// Calls `callback` with the error if there is one, in `context`. As `whenFailure(_:)`.
    @available(*, noasync)
    public func whenFailure(context: Context, _ callback: @escaping (any Error) -> Void) {
      whenFailure(context.wrapIsolated(callback))
    }

    /// Calls `callback` with the result, in `context`. As `always(_:)`.
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
    /// The future of what `callback`, run in `context`, makes of the value. As `map(_:)`.
    @available(*, noasync)
    public func map<NewValue>(
      context: Context, _ callback: @escaping (Value) -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated {
      map(context.wrapIsolated(callback))
    }

    /// The future of what `callback`, run in `context`, makes of the value or throws. As `flatMapThrowing(_:)`.
    @available(*, noasync)
    public func flatMapThrowing<NewValue>(
      context: Context, _ callback: @escaping (Value) throws -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMapThrowing(context.wrapIsolated(callback))
    }

    /// The future of the result that `callback`, run in `context`, makes of the value. As `flatMapResult(_:)`.
    @available(*, noasync)
    public func flatMapResult<NewValue, SomeError: Error>(
      context: Context, _ body: @escaping (Value) -> Result<NewValue, SomeError>
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMapResult(context.wrapIsolated(body))
    }

    /// What the future comes to that `callback`, run in `context`, makes of the value. As `flatMap(_:)`.
    @available(*, noasync)
    public func flatMap<NewValue: Sendable>(
      context: Context, _ callback: @escaping (Value) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue>.Isolated {
      flatMap(context.wrapIsolated(callback))
    }

    /// The future of the value, or of what `callback`, run in `context`, puts in the place of nil. As `unwrap(orElse:)`.
    @available(*, noasync)
    public func unwrap<NewValue>(
      context: Context, orElse callback: @escaping () -> NewValue
    ) -> EventLoopFuture<NewValue>.Isolated where Value == NewValue? {
      unwrap(orElse: context.wrapIsolated(callback))
    }
  }

  // MARK: - An error to a value

  extension EventLoopFuture.Isolated {
    /// The future of the value, or of what `callback`, run in `context`, makes of the error. As `recover(_:)`.
    @available(*, noasync)
    public func recover(
      context: Context, _ callback: @escaping (any Error) -> Value
    ) -> EventLoopFuture<Value>.Isolated {
      recover(context.wrapIsolated(callback))
    }

    /// The future of the value, or of what `callback`, run in `context`, makes of the error or throws in its place.
    /// As `flatMapErrorThrowing(_:)`.
    @available(*, noasync)
    public func flatMapErrorThrowing(
      context: Context, _ callback: @escaping (any Error) throws -> Value
    ) -> EventLoopFuture<Value>.Isolated {
      flatMapErrorThrowing(context.wrapIsolated(callback))
    }

    /// The future of the value, or what the future comes to that `callback`, run in `context`, makes of the error.
    /// As `flatMapError(_:)`.
    @available(*, noasync)
    public func flatMapError(
      context: Context, _ callback: @escaping (any Error) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value>.Isolated where Value: Sendable {
      flatMapError(context.wrapIsolated(callback))
    }

    /// The future of the value, or what the future comes to that `callback`, run in `context`, makes of the error.
    /// As the form of `flatMapError(_:)` whose callback gives an isolated future.
    @available(*, noasync)
    public func flatMapError(
      context: Context, _ callback: @escaping (any Error) -> EventLoopFuture<Value>.Isolated
    ) -> EventLoopFuture<Value>.Isolated {
      flatMapError(context.wrapIsolated(callback))
    }
  }
#endif
