// The functions of a future.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore

  extension Way {
    static let ofFuture: [Way] = observing + mapping + recovering + combining

    private static let observing: [Way] =
      [false, true].flatMap { isForFailure in
        [
          Way(
            observing: "whenComplete", isForFailure: isForFailure,
            of: { body in { @Sendable (_: Result<String, any Error>) in body() } },
            plain: { $0.whenComplete($1) },
            inContext: { $0.whenComplete(context: $1, $2) }),
          Way(
            observing: "always", isForFailure: isForFailure,
            of: { body in { @Sendable (_: Result<String, any Error>) in body() } },
            plain: { _ = $0.always($1) },
            inContext: { _ = $0.always(context: $1, $2) }),
        ]
      } + [
        Way(
          observing: "whenSuccess", of: { body in { @Sendable (_: String) in body() } },
          plain: { $0.whenSuccess($1) },
          inContext: { $0.whenSuccess(context: $1, $2) }),
        Way(
          observing: "whenFailure", isForFailure: true,
          of: { body in { @Sendable (_: any Error) in body() } },
          plain: { $0.whenFailure($1) },
          inContext: { $0.whenFailure(context: $1, $2) }),
        Way(
          observing: "map of nothing to nothing", of: { body in { @Sendable () in body() } },
          plain: { _ = $0.map { _ in }.map($1) },
          inContext: { _ = $0.map { _ in }.map(context: $1, $2) }),
      ]

    private static let mapping: [Way] = [
      Way(
        "map", of: { _, body in { @Sendable (_: String) in body() } },
        plain: { $0.map($1) },
        inContext: { $0.map(context: $1, $2) }),
      Way(
        "flatMapThrowing", of: { _, body in { @Sendable (_: String) throws in body() } },
        plain: { $0.flatMapThrowing($1) },
        inContext: { $0.flatMapThrowing(context: $1, $2) }),
      Way(
        "flatMapResult",
        of: { _, body in { @Sendable (_: String) in Result<String, Failure>.success(body()) } },
        plain: { $0.flatMapResult($1) },
        inContext: { $0.flatMapResult(context: $1, $2) }),
      Way(
        "flatMap", of: { loop, body in { @Sendable (_: String) in loop.makeSucceededFuture(body()) } },
        plain: { $0.flatMap($1) },
        inContext: { $0.flatMap(context: $1, $2) }),
      Way(
        "flatMapWithEventLoop",
        of: { _, body in { @Sendable (_: String, loop: any EventLoop) in loop.makeSucceededFuture(body()) } },
        plain: { $0.flatMapWithEventLoop($1) },
        inContext: { $0.flatMapWithEventLoop(context: $1, $2) }),
      Way(
        "unwrap", of: { _, body in { @Sendable () in body() } },
        plain: { $0.map { _ in String?.none }.unwrap(orElse: $1) },
        inContext: { $0.map { _ in String?.none }.unwrap(context: $1, orElse: $2) }),
    ]

    private static let recovering: [Way] = [
      Way(
        "recover", isForFailure: true, of: { _, body in { @Sendable (_: any Error) in body() } },
        plain: { $0.recover($1) },
        inContext: { $0.recover(context: $1, $2) }),
      Way(
        "flatMapErrorThrowing", isForFailure: true,
        of: { _, body in { @Sendable (_: any Error) throws in body() } },
        plain: { $0.flatMapErrorThrowing($1) },
        inContext: { $0.flatMapErrorThrowing(context: $1, $2) }),
      Way(
        "flatMapError", isForFailure: true,
        of: { loop, body in { @Sendable (_: any Error) in loop.makeSucceededFuture(body()) } },
        plain: { $0.flatMapError($1) },
        inContext: { $0.flatMapError(context: $1, $2) }),
      Way(
        "flatMapErrorWithEventLoop", isForFailure: true,
        of: { _, body in { @Sendable (_: any Error, loop: any EventLoop) in loop.makeSucceededFuture(body()) }
        },
        plain: { $0.flatMapErrorWithEventLoop($1) },
        inContext: { $0.flatMapErrorWithEventLoop(context: $1, $2) }),
    ]

    private static let combining: [Way] = [
      Way(
        "fold", of: { loop, body in { @Sendable (_: String, _: Int) in loop.makeSucceededFuture(body()) } },
        plain: { $0.fold([$0.eventLoop.makeSucceededFuture(1)], with: $1) },
        inContext: { $0.fold([$0.eventLoop.makeSucceededFuture(1)], context: $1, with: $2) }),
      Way(
        "foldWithEventLoop",
        of: { _, body in
          { @Sendable (_: String, _: Int, loop: any EventLoop) in loop.makeSucceededFuture(body()) }
        },
        plain: { $0.foldWithEventLoop([$0.eventLoop.makeSucceededFuture(1)], with: $1) },
        inContext: { $0.foldWithEventLoop([$0.eventLoop.makeSucceededFuture(1)], context: $1, with: $2) }),
      Way(
        "reduce", of: { _, body in { @Sendable (_: String, _: String) in body() } },
        plain: { Source.reduce("", [$0], on: $0.eventLoop, $1) },
        inContext: { Source.reduce("", [$0], on: $0.eventLoop, context: $1, $2) }),
      Way(
        "reduce(into:)",
        of: { _, body in { @Sendable (result: inout String, _: String) in result = body() } },
        plain: { Source.reduce(into: "", [$0], on: $0.eventLoop, $1) },
        inContext: { Source.reduce(into: "", [$0], on: $0.eventLoop, context: $1, $2) }),
    ]
  }
#endif
