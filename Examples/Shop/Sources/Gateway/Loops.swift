// An event loop and an HTTP client that are shut down and replaced while they are in use.
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

final class Loops: Sendable {
  private struct Generation: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let client: HTTPClient
    /// Ends when nobody uses the client any more.
    let users = DispatchGroup()

    init() { client = HTTPClient(eventLoopGroup: group) }

    /// Fails whatever the client has in hand, and then what was scheduled on the loop.
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

  // SwiftNIO drops what is given to a loop that has ended, and whoever waits for that waits for ever. So a loop goes on until
  // those have left who have come before.

  /// Calls `body` with a loop that lives as long as `body` runs.
  func withLoop(_ body: (any EventLoop) -> Void) { lock.withLock { body(current.group.next()) } }

  /// Calls `body` with a client that may be shut down meanwhile, and whose loop lives as long as `body` runs.
  func withClient<Result: Sendable>(_ body: (HTTPClient) async throws -> Result) async throws -> Result {
    let used = lock.withLock {
      current.users.enter()
      return current
    }
    defer { used.users.leave() }
    return try await body(used.client)
  }

  /// Shuts both down, whatever they have in hand, once there are others.
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
