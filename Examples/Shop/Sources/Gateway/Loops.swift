// An event loop and an HTTP client that are shut down and replaced while they are in use.
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

final class Loops: Sendable {
  private struct Generation: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let client: HTTPClient

    init() { client = HTTPClient(eventLoopGroup: group) }

    func end() async throws {
      try await client.shutdown()
      try await group.shutdownGracefully()
    }
  }

  private let lock = NSLock()
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var current = Generation()

  var client: HTTPClient { lock.withLock { current.client } }

  /// Calls `body` with a loop that is not shut down before `body` has returned: later, SwiftNIO drops what is given to a loop.
  func withLoop(_ body: (any EventLoop) -> Void) { lock.withLock { body(current.group.next()) } }

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
