// Waiting for another task, without time.

/// Opens once; who waits goes on then.
package struct Gate: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  package init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  package func open() { continuation.finish() }

  /// Waits until the gate is open. One task may.
  package func wait() async {
    for await _ in stream {}
  }
}
