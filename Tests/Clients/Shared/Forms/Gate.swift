// Waits for another task without relying on time.

/// Opens once, and lets the waiting task continue.
struct Gate: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func open() { continuation.finish() }

  /// Waits until the gate is open. Only one task may wait.
  func wait() async {
    for await _ in stream {}
  }
}
