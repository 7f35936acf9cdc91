/// Callbacks of a future that run in a context (rule 6): Python's `Future.add_done_callback(context=)`.
///
/// Each takes the context where the callback is registered, by `Context.wrap`, and runs the callback in it on the
/// future's event loop: whether the future succeeds or fails, whoever fulfils the promise, and whatever that one
/// binds. A callback without a context runs inside what is bound where the promise is fulfilled, if that is on the
/// loop; where it is registered, if that is on the loop and the future is done; and else inside nothing.
///
/// What a callback sets ends with it, and what it returns or throws is passed on outside its context: the rest of the
/// chain sees nothing of it. To register costs what `Context.wrap` does, to call back what `Context.run` does, over the
/// standard call. Both are safe on any thread.
#if NIO
  public import ContextVars
  public import NIOCore

  // MARK: - Observing

  extension EventLoopFuture {
    /// Calls `callback` with the result, in `context`. As `whenComplete(_:)`.
    public func whenComplete(
      context: Context, _ callback: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
      whenComplete(context.wrap(callback))
    }

    /// Calls `callback` with the value if there is one, in `context`. As `whenSuccess(_:)`.
    public func whenSuccess(context: Context, _ callback: @escaping @Sendable (Value) -> Void) {
      whenSuccess(context.wrap(callback))
    }

    /// Calls `callback` with the error if there is one, in `context`. As `whenFailure(_:)`.
    public func whenFailure(context: Context, _ callback: @escaping @Sendable (any Error) -> Void) {
      whenFailure(context.wrap(callback))
    }

    /// Calls `callback` with the result, in `context`. As `always(_:)`.
    ///
    /// - Returns: This future.
    public func always(
      context: Context, _ callback: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) -> EventLoopFuture<Value> {
      always(context.wrap(callback))
    }
  }

  // MARK: - A value to another

  extension EventLoopFuture {
    /// The future of what `callback`, run in `context`, makes of the value. As `map(_:)`.
    public func map<NewValue>(
      context: Context, _ callback: @escaping @Sendable (Value) -> NewValue
    ) -> EventLoopFuture<NewValue> {
      map(context.wrap(callback))
    }

    /// The future of what `callback`, run in `context`, makes of the value or throws. As `flatMapThrowing(_:)`.
    public func flatMapThrowing<NewValue>(
      context: Context, _ callback: @escaping @Sendable (Value) throws -> NewValue
    ) -> EventLoopFuture<NewValue> {
      flatMapThrowing(context.wrap(callback))
    }

    /// The future of the result that `callback`, run in `context`, makes of the value. As `flatMapResult(_:)`.
    public func flatMapResult<NewValue, SomeError: Error>(
      context: Context, _ body: @escaping @Sendable (Value) -> Result<NewValue, SomeError>
    ) -> EventLoopFuture<NewValue> {
      flatMapResult(context.wrap(body))
    }

    /// What the future comes to that `callback`, run in `context`, makes of the value. As `flatMap(_:)`.
    public func flatMap<NewValue: Sendable>(
      context: Context, _ callback: @escaping @Sendable (Value) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue> {
      flatMap(context.wrap(callback))
    }

    /// What the future comes to that `callback`, run in `context`, makes of the value. As `flatMapWithEventLoop(_:)`.
    public func flatMapWithEventLoop<NewValue: Sendable>(
      context: Context,
      _ callback: @escaping @Sendable (Value, any EventLoop) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue> {
      flatMapWithEventLoop(context.wrap(callback))
    }

    /// The future of the value, or of what `callback`, run in `context`, puts in the place of nil. As `unwrap(orElse:)`.
    public func unwrap<NewValue>(
      context: Context, orElse callback: @escaping @Sendable () -> NewValue
    ) -> EventLoopFuture<NewValue> where Value == NewValue? {
      unwrap(orElse: context.wrap(callback))
    }
  }

  // MARK: - An error to a value

  extension EventLoopFuture {
    /// The future of the value, or of what `callback`, run in `context`, makes of the error. As `recover(_:)`.
    public func recover(
      context: Context, _ callback: @escaping @Sendable (any Error) -> Value
    ) -> EventLoopFuture<Value> {
      recover(context.wrap(callback))
    }

    /// The future of the value, or of what `callback`, run in `context`, makes of the error or throws in its place.
    /// As `flatMapErrorThrowing(_:)`.
    public func flatMapErrorThrowing(
      context: Context, _ callback: @escaping @Sendable (any Error) throws -> Value
    ) -> EventLoopFuture<Value> {
      flatMapErrorThrowing(context.wrap(callback))
    }

    /// The future of the value, or what the future comes to that `callback`, run in `context`, makes of the error.
    /// As `flatMapError(_:)`.
    public func flatMapError(
      context: Context, _ callback: @escaping @Sendable (any Error) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      flatMapError(context.wrap(callback))
    }

    /// The future of the value, or what the future comes to that `callback`, run in `context`, makes of the error.
    /// As `flatMapErrorWithEventLoop(_:)`.
    public func flatMapErrorWithEventLoop(
      context: Context,
      _ callback: @escaping @Sendable (any Error, any EventLoop) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      flatMapErrorWithEventLoop(context.wrap(callback))
    }
  }

  // MARK: - Many to one

  // The callback runs once for each future, each time in a fresh scope that starts from the context.
  extension EventLoopFuture {
    /// The future of this value and those of `futures`, folded by `combiningFunction` in `context`. As `fold(_:with:)`.
    public func fold<OtherValue: Sendable>(
      _ futures: [EventLoopFuture<OtherValue>], context: Context,
      with combiningFunction: @escaping @Sendable (Value, OtherValue) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      fold(futures, with: context.wrap(combiningFunction))
    }

    /// The future of this value and those of `futures`, folded by `combiningFunction` in `context`.
    /// As `foldWithEventLoop(_:with:)`.
    public func foldWithEventLoop<OtherValue: Sendable>(
      _ futures: [EventLoopFuture<OtherValue>], context: Context,
      with combiningFunction:
        @escaping @Sendable (Value, OtherValue, any EventLoop) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      foldWithEventLoop(futures, with: context.wrap(combiningFunction))
    }

    /// The future of the values of `futures`, reduced by `nextPartialResult` in `context`. As `reduce(_:_:on:_:)`.
    public static func reduce<InputValue: Sendable>(
      _ initialResult: Value, _ futures: [EventLoopFuture<InputValue>], on eventLoop: any EventLoop,
      context: Context, _ nextPartialResult: @escaping @Sendable (Value, InputValue) -> Value
    ) -> EventLoopFuture<Value> where Value: Sendable {
      reduce(initialResult, futures, on: eventLoop, context.wrap(nextPartialResult))
    }

    /// The future of the values of `futures`, reduced by `updateAccumulatingResult` in `context`.
    /// As `reduce(into:_:on:_:)`.
    public static func reduce<InputValue: Sendable>(
      into initialResult: Value, _ futures: [EventLoopFuture<InputValue>], on eventLoop: any EventLoop,
      context: Context, _ updateAccumulatingResult: @escaping @Sendable (inout Value, InputValue) -> Void
    ) -> EventLoopFuture<Value> where Value: Sendable {
      // Not `wrap`, which would lose what is done to an `inout`: see Context+HandedOn.swift.
      let context = context.handedOn
      return reduce(into: initialResult, futures, on: eventLoop) { result, input in
        context.run { updateAccumulatingResult(&result, input) }
      }
    }
  }
#endif
