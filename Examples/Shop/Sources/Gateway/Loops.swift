// An event loop and an HTTP client that are shut down and replaced while they are in use.
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

final class Loops: Sendable {
  private struct Generation: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let client: HTTPClient
    /// Becomes empty when nobody uses the client any more.
    let users = DispatchGroup()

    init() { client = HTTPClient(eventLoopGroup: group) }

    /// Fails the client's requests in flight, and then the tasks scheduled on the loop.
    func end() async throws {
      try await client.shutdown()
      await withCheckedContinuation { continuation in users.notify(queue: .global()) { continuation.resume() }
      }
      try await group.shutdownGracefully()
    }
  }

  private let lock = NSLock()
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var current = Generation()

  // SwiftNIO drops work that is given to a loop after its end, and code that waits for that work waits for
  // ever. So a loop runs until all code that has started to use it is done.

  /// Calls `body` with a loop that is not shut down while `body` runs.
  func withLoop(_ body: (any EventLoop) -> Void) { lock.withLock { body(current.group.next()) } }

  /// Calls `body` with a client that may be shut down while `body` runs, but whose loop is not.
  func withClient<Result: Sendable>(_ body: (HTTPClient) async throws -> Result) async throws -> Result {
    let used = lock.withLock {
      current.users.enter()
      return current
    }
    defer { used.users.leave() }
    return try await body(used.client)
  }

  /// Replaces the loop and the client, and shuts the old ones down in the middle of their work.
  func replace() async throws {
    let next = Generation()
    let last = lock.withLock {
      defer { current = next }
      return current
    }
    try await last.end()
  }

  func end() async throws { try await lock.withLock { current }.end() }
}
