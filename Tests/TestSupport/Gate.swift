// Waits for another task without relying on time.

/// Opens once, and lets the waiting task continue.
package struct Gate: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  package init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  package func open() { continuation.finish() }

  /// Waits until the gate is open. Only one task may wait.
  package func wait() async {
    for await _ in stream {}
  }
}
