// Waiting for another task, without time.

/// Opens once; who waits goes on then.
struct Gate: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func open() { continuation.finish() }

  /// Waits until the gate is open. One task may.
  func wait() async {
    for await _ in stream {}
  }
}
