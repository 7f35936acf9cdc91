// Callbacks of a future that run in a context (rule 6), like Python's `Future.add_done_callback(context=)`.
//
// Each function takes the context where the callback is registered, by `Context.wrap`, and runs the callback
// in it on the future's event loop: whether the future succeeds or fails, whatever code fulfils the promise,
// and whatever is bound there. A callback without a context sees the bindings of the code that fulfils the
// promise, if that runs on the loop; the bindings of the code that registers the callback, if that runs on
// the loop and the future is already done; and otherwise none.
//
// Values that a callback sets are gone once it has returned, and its result or error is passed on outside its
// context: the rest of the chain sees nothing of that context. Over the standard call, registering costs what
// `Context.wrap` costs, and calling back what `Context.run` costs. Both are safe on any thread.
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
    /// Returns a future of the result of `callback`, called with the value in `context`. Like `map(_:)`.
    public func map<NewValue>(
      context: Context, _ callback: @escaping @Sendable (Value) -> NewValue
    ) -> EventLoopFuture<NewValue> {
      map(context.wrap(callback))
    }

    /// Returns a future of the result of `callback`, called with the value in `context`, or of the error that
    /// it throws. Like `flatMapThrowing(_:)`.
    public func flatMapThrowing<NewValue>(
      context: Context, _ callback: @escaping @Sendable (Value) throws -> NewValue
    ) -> EventLoopFuture<NewValue> {
      flatMapThrowing(context.wrap(callback))
    }

    /// Returns a future of the `Result` that `body`, called with the value in `context`, returns. Like
    /// `flatMapResult(_:)`.
    public func flatMapResult<NewValue, SomeError: Error>(
      context: Context, _ body: @escaping @Sendable (Value) -> Result<NewValue, SomeError>
    ) -> EventLoopFuture<NewValue> {
      flatMapResult(context.wrap(body))
    }

    /// Returns a future with the outcome of the one that `callback`, called with the value in `context`,
    /// returns. Like `flatMap(_:)`.
    public func flatMap<NewValue: Sendable>(
      context: Context, _ callback: @escaping @Sendable (Value) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue> {
      flatMap(context.wrap(callback))
    }

    /// Returns a future with the outcome of the one that `callback`, called with the value in `context`,
    /// returns. Like `flatMapWithEventLoop(_:)`.
    public func flatMapWithEventLoop<NewValue: Sendable>(
      context: Context,
      _ callback: @escaping @Sendable (Value, any EventLoop) -> EventLoopFuture<NewValue>
    ) -> EventLoopFuture<NewValue> {
      flatMapWithEventLoop(context.wrap(callback))
    }

    /// Returns a future of the value or, if the value is nil, of the result of `callback`, called in
    /// `context`. Like `unwrap(orElse:)`.
    public func unwrap<NewValue>(
      context: Context, orElse callback: @escaping @Sendable () -> NewValue
    ) -> EventLoopFuture<NewValue> where Value == NewValue? {
      unwrap(orElse: context.wrap(callback))
    }
  }

  // MARK: - An error to a value

  extension EventLoopFuture {
    /// Returns a future of the value or, if this future fails, of the result of `callback`, called with the
    /// error in `context`. Like `recover(_:)`.
    public func recover(
      context: Context, _ callback: @escaping @Sendable (any Error) -> Value
    ) -> EventLoopFuture<Value> {
      recover(context.wrap(callback))
    }

    /// Returns a future of the value or, if this future fails, of the result of `callback`, called with the
    /// error in `context`, or of the error that `callback` throws. Like `flatMapErrorThrowing(_:)`.
    public func flatMapErrorThrowing(
      context: Context, _ callback: @escaping @Sendable (any Error) throws -> Value
    ) -> EventLoopFuture<Value> {
      flatMapErrorThrowing(context.wrap(callback))
    }

    /// Returns a future of the value or, if this future fails, of the outcome of the one that `callback`,
    /// called with the error in `context`, returns. Like `flatMapError(_:)`.
    public func flatMapError(
      context: Context, _ callback: @escaping @Sendable (any Error) -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> where Value: Sendable {
      flatMapError(context.wrap(callback))
    }

    /// Returns a future of the value or, if this future fails, of the outcome of the one that `callback`,
    /// called with the error in `context`, returns. Like `flatMapErrorWithEventLoop(_:)`.
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
