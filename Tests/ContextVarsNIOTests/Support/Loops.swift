// Event loops that belong to one test, and checks of their futures' results.
#if NIO
  import NIOCore
  import NIOPosix
  import Testing

  /// Runs `body` with a group of `count` event loops, and shuts the group down even if `body` throws.
  func withLoops(_ count: Int, _ body: (any EventLoopGroup) async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(group)) } catch { outcome = .failure(error) }
    try await group.shutdownGracefully()
    try outcome.get()
  }

  /// Runs `body` with one event loop, and shuts the loop down.
  func withLoop(_ body: (any EventLoop) async throws -> Void) async throws {
    try await withLoops(1) { try await body($0.next()) }
  }

  /// Runs `body` with a pool of two threads and one event loop, and shuts both down.
  func withPool(_ body: (NIOThreadPool, any EventLoop) async throws -> Void) async throws {
    let pool = NIOThreadPool(numberOfThreads: 2)
    pool.start()
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await withLoop { try await body(pool, $0) })
    } catch {
      outcome = .failure(error)
    }
    try await pool.shutdownGracefully()
    try outcome.get()
  }

  /// Expects that the future succeeds with `expected`.
  func expect<Value: Equatable & Sendable>(
    _ future: EventLoopFuture<Value>, gives expected: Value, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let value = try await future.get()
    #expect(value == expected, comment, sourceLocation: sourceLocation)
  }
#endif
