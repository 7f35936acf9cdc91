// The functions of a future's isolated view.
#if NIO
  import ContextVars
  import ContextVarsNIO
  import NIOCore

  extension Way {
    static let ofIsolatedFuture: [Way] = isolated(observing + mapping + recovering)

    private static let observing: [Way] =
      [false, true].flatMap { isForFailure in
        [
          Way(
            observing: "whenComplete", isForFailure: isForFailure,
            of: { body in { (_: Result<String, any Error>) in body() } },
            plain: { $0.assumeIsolated().whenComplete($1) },
            inContext: { $0.assumeIsolated().whenComplete(context: $1, $2) }),
          Way(
            observing: "always", isForFailure: isForFailure,
            of: { body in { (_: Result<String, any Error>) in body() } },
            plain: { _ = $0.assumeIsolated().always($1) },
            inContext: { _ = $0.assumeIsolated().always(context: $1, $2) }),
        ]
      } + [
        Way(
          observing: "whenSuccess", of: { body in { (_: String) in body() } },
          plain: { $0.assumeIsolated().whenSuccess($1) },
          inContext: { $0.assumeIsolated().whenSuccess(context: $1, $2) }),
        Way(
          observing: "whenFailure", isForFailure: true, of: { body in { (_: any Error) in body() } },
          plain: { $0.assumeIsolated().whenFailure($1) },
          inContext: { $0.assumeIsolated().whenFailure(context: $1, $2) }),
        Way(
          observing: "map of nothing to nothing", of: { body in { () in body() } },
          plain: { _ = $0.assumeIsolated().map { _ in }.map($1) },
          inContext: { _ = $0.assumeIsolated().map { _ in }.map(context: $1, $2) }),
      ]

    private static let mapping: [Way] = [
      Way(
        "map", of: { _, body in { (_: String) in body() } },
        plain: { $0.assumeIsolated().map($1).nonisolated() },
        inContext: { $0.assumeIsolated().map(context: $1, $2).nonisolated() }),
      Way(
        "flatMapThrowing", of: { _, body in { (_: String) throws in body() } },
        plain: { $0.assumeIsolated().flatMapThrowing($1).nonisolated() },
        inContext: { $0.assumeIsolated().flatMapThrowing(context: $1, $2).nonisolated() }),
      Way(
        "flatMapResult", of: { _, body in { (_: String) in Result<String, Failure>.success(body()) } },
        plain: { $0.assumeIsolated().flatMapResult($1).nonisolated() },
        inContext: { $0.assumeIsolated().flatMapResult(context: $1, $2).nonisolated() }),
      Way(
        "flatMap", of: { loop, body in { (_: String) in loop.makeSucceededFuture(body()) } },
        plain: { $0.assumeIsolated().flatMap($1).nonisolated() },
        inContext: { $0.assumeIsolated().flatMap(context: $1, $2).nonisolated() }),
      Way(
        "unwrap", of: { _, body in { () in body() } },
        plain: { $0.assumeIsolated().map { _ in String?.none }.unwrap(orElse: $1).nonisolated() },
        inContext: {
          $0.assumeIsolated().map { _ in String?.none }.unwrap(context: $1, orElse: $2).nonisolated()
        }),
    ]

    private static let recovering: [Way] = [
      Way(
        "recover", isForFailure: true, of: { _, body in { (_: any Error) in body() } },
        plain: { $0.assumeIsolated().recover($1).nonisolated() },
        inContext: { $0.assumeIsolated().recover(context: $1, $2).nonisolated() }),
      Way(
        "flatMapErrorThrowing", isForFailure: true, of: { _, body in { (_: any Error) throws in body() } },
        plain: { $0.assumeIsolated().flatMapErrorThrowing($1).nonisolated() },
        inContext: { $0.assumeIsolated().flatMapErrorThrowing(context: $1, $2).nonisolated() }),
      Way(
        "flatMapError", isForFailure: true,
        of: { loop, body in { (_: any Error) in loop.makeSucceededFuture(body()) } },
        plain: { $0.assumeIsolated().flatMapError($1).nonisolated() },
        inContext: { $0.assumeIsolated().flatMapError(context: $1, $2).nonisolated() }),
      Way(
        "flatMapError, isolated too", isForFailure: true,
        of: { loop, body in { (_: any Error) in loop.makeSucceededFuture(body()).assumeIsolated() } },
        plain: { $0.assumeIsolated().flatMapError($1).nonisolated() },
        inContext: { $0.assumeIsolated().flatMapError(context: $1, $2).nonisolated() }),
    ]
  }
#endif
