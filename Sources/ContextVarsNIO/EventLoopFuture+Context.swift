// Callbacks of a future that run in a context (rule 6), like Python's `Future.add_done_callback(context=)`.
//
// Each function takes the context where the callback is registered, by `Context.wrap`, and runs the callback
// in it on the future's event loop: whether the future succeeds or fails, whoever fulfils the promise, and
// whatever is bound there. A callback without a context runs inside what is bound where the promise is
// fulfilled, if that happens on the loop; inside what is bound where it is registered, if that happens on the
// loop and the future is done; and otherwise inside nothing.
//
// What a callback sets ends with it, and what it returns or throws is passed on outside its context: the rest
// of the chain sees nothing of it. Over the standard call, registering costs what `Context.wrap` costs, and
// calling back what `Context.run` costs. Both are safe on any thread.
#if NIO
  public import ContextVars
  public import NIOCore

  // MARK: - Observing

  extension EventLoopFuture {
    /// Calls `callback` with the result, in `context`. Like `whenComplete(_:)`.
    public func whenComplete(
      context: Context, _ callback: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
      whenComplete(context.wrap(callback))
    }

    /// Calls `callback` with the value if there is one, in `context`. Like `whenSuccess(_:)`.
    public func whenSuccess(context: Context, _ callback: @escaping @Sendable (Value) -> Void) {
      whenSuccess(context.wrap(callback))
    }

    /// Calls `callback` with the error if there is one, in `context`. Like `whenFailure(_:)`.
    public func whenFailure(context: Context, _ callback: @escaping @Sendable (any Error) -> Void) {
      whenFailure(context.wrap(callback))
    }

    /// Calls `callback` with the result, in `context`. Like `always(_:)`.
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
    /// A future of what `callback`, run in `context`, makes of the value. Like `map(_:)`.
    public func map<NewValue>(
      context: Context, _ callback: @escaping @Sendable (Value) -> NewValue
    ) -> EventLoopFuture<NewValue> {
      map(context.wrap(callback))
    }

    /// A future of what `callback`, run in `context`, returns for the value or throws. Like
    /// `flatMapThrowing(_:)`.
    public func flatMapThrowing<NewValue>(
      context: Context, _ callback: @escaping @Sendable (Value) throws -> NewValue
    ) -> EventLoopFuture<NewValue> {
      flatMapThrowing(context.wrap(callback))
    }

    /// A future of the result that `callback`, run in `context`, makes of the value. Like
    /// `flatMapResult(_:)`.
    public func flatMapResult<NewValue, SomeError: Error>(
      context: Context, _ body: @escaping @Sendable (Value) -> Result<NewValue, SomeError>
    ) -> EventLoopFuture<NewValue> {
      flatMapResult(context.wrap(body))
    }

    /// A future of the result of the future that `callback`, run in `context`, makes of the value. Like
    /// `flatMap(_:)`.
    public func flatMap<NewValue: Sendable>(
      context: Context, _ callback: @escaping @Sendable (Value) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue> {
      flatMap(context.wrap(callback))
    }

    /// A future of the result of the future that `callback`, run in `context`, makes of the value. Like
    /// `flatMapWithEventLoop(_:)`.
    public func flatMapWithEventLoop<NewValue: Sendable>(
      context: Context,
      _ callback: @escaping @Sendable (Value, any EventLoop) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue> {
      flatMapWithEventLoop(context.wrap(callback))
    }

    /// A future of the value or, if it is nil, of what `callback` returns, run in `context`. Like
    /// `unwrap(orElse:)`.
    public func unwrap<NewValue>(
      context: Context, orElse callback: @escaping @Sendable () -> NewValue
    ) -> EventLoopFuture<NewValue> where Value == NewValue? {
      unwrap(orElse: context.wrap(callback))
    }
  }

  // MARK: - An error to a value

  extension EventLoopFuture {
    /// A future of the value, or of what `callback`, run in `context`, makes of the error. Like
    /// `recover(_:)`.
    public func recover(
      context: Context, _ callback: @escaping @Sendable (any Error) -> Value
    ) -> EventLoopFuture<Value> {
      recover(context.wrap(callback))
    }

    /// A future of the value, or of what `callback`, run in `context`, returns for the error or throws in its
    /// place. Like `flatMapErrorThrowing(_:)`.
    public func flatMapErrorThrowing(
      context: Context, _ callback: @escaping @Sendable (any Error) throws -> Value
    ) -> EventLoopFuture<Value> {
      flatMapErrorThrowing(context.wrap(callback))
    }

    /// A future of the value, or of the result of the future that `callback`, run in `context`, makes of the
    /// error. Like `flatMapError(_:)`.
    public func flatMapError(
      context: Context, _ callback: @escaping @Sendable (any Error) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      flatMapError(context.wrap(callback))
    }

    /// A future of the value, or of the result of the future that `callback`, run in `context`, makes of the
    /// error. Like `flatMapErrorWithEventLoop(_:)`.
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
    /// A future of this value and the values of `futures`, folded by `combiningFunction` in `context`. Like
    /// `fold(_:with:)`.
    public func fold<OtherValue: Sendable>(
      _ futures: [EventLoopFuture<OtherValue>], context: Context,
      with combiningFunction: @escaping @Sendable (Value, OtherValue) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      fold(futures, with: context.wrap(combiningFunction))
    }

    /// A future of this value and the values of `futures`, folded by `combiningFunction` in `context`. Like
    /// `foldWithEventLoop(_:with:)`.
    public func foldWithEventLoop<OtherValue: Sendable>(
      _ futures: [EventLoopFuture<OtherValue>], context: Context,
      with combiningFunction:
        @escaping @Sendable (Value, OtherValue, any EventLoop) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      foldWithEventLoop(futures, with: context.wrap(combiningFunction))
    }

    /// A future of the values of `futures`, reduced by `nextPartialResult` in `context`. Like
    /// `reduce(_:_:on:_:)`.
    public static func reduce<InputValue: Sendable>(
      _ initialResult: Value, _ futures: [EventLoopFuture<InputValue>], on eventLoop: any EventLoop,
      context: Context, _ nextPartialResult: @escaping @Sendable (Value, InputValue) -> Value
    ) -> EventLoopFuture<Value> where Value: Sendable {
      reduce(initialResult, futures, on: eventLoop, context.wrap(nextPartialResult))
    }

    /// A future of the values of `futures`, reduced by `updateAccumulatingResult` in `context`. Like
    /// `reduce(into:_:on:_:)`.
    public static func reduce<InputValue: Sendable>(
      into initialResult: Value, _ futures: [EventLoopFuture<InputValue>], on eventLoop: any EventLoop,
      context: Context, _ updateAccumulatingResult: @escaping @Sendable (inout Value, InputValue) -> Void
    ) -> EventLoopFuture<Value> where Value: Sendable {
      // Not `wrap`, which would lose the changes to an `inout` parameter: see Context+WrapIsolated.swift.
      let context = context.handedOn
      return reduce(into: initialResult, futures, on: eventLoop) { result, input in
        context.run { updateAccumulatingResult(&result, input) }
      }
    }
  }
#endif
