// Records what tasks, hops and callbacks see, so that the test that started them can assert it.
public import ContextVars
public import Testing

/// Records the context at labelled moments, from any task and thread.
///
/// ```swift
/// let recorder = ContextRecorder()
/// service.onFinish = { recorder.record("finished") }
/// try await service.start()
/// let finished = try await recorder.context(at: "finished")   // waits for it
/// #expect(finished[Request.id] == "r-42")
/// ```
public final class ContextRecorder: Sendable {
  /// One recorded moment.
  public struct Moment: Sendable {
    /// The label that was passed to ``ContextRecorder/record(_:sourceLocation:)``.
    public let label: String
    /// The context at that moment.
    public let context: Context
    /// The place in the source that recorded it.
    public let sourceLocation: SourceLocation

    /// The value that the variable was bound to; nil if it was not bound.
    public subscript<Value, Failure>(variable: ContextVar<Value, Failure>) -> Value? { context[variable] }
  }

  private struct State: Sendable {
    var moments: [Moment] = []
    /// The callers that wait until a label has been recorded this many times.
    var waiting: [(id: Int, label: String, count: Int, resume: CheckedContinuation<Void, any Error>)] = []
    var nextID = 0

    var counts: [String: Int] = [:]
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var state = State()
  private let lock = Lock()

  /// Creates a recorder without moments.
  public init() {}

  /// Records the current context under a label.
  public func record(_ label: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let moment = Moment(label: label, context: .current, sourceLocation: sourceLocation)
    let ready = lock.withLock {
      state.moments.append(moment)
      state.counts[label, default: 0] += 1
      let count = state.counts[label]!
      let ready = state.waiting.filter { $0.label == label && $0.count <= count }
      state.waiting.removeAll { waiting in ready.contains { $0.id == waiting.id } }
      return ready
    }
    for waiting in ready { waiting.resume.resume() }
  }

  /// All recorded moments, in the order in which they were recorded.
  public var moments: [Moment] { lock.withLock { state.moments } }

  /// The moments with this label, once there are at least `count`. Waits for them: give the test a time
  /// limit.
  ///
  /// - Throws: `CancellationError` if the task is cancelled first.
  public func moments(at label: String, count: Int = 1) async throws -> [Moment] {
    let id = lock.withLock {
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let isReady = lock.withLock {
          if state.counts[label, default: 0] >= count || Task.isCancelled { return true }
          state.waiting.append((id, label, count, continuation))
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      let cancelled = lock.withLock {
        let cancelled = state.waiting.filter { $0.id == id }
        state.waiting.removeAll { $0.id == id }
        return cancelled
      }
      for waiting in cancelled { waiting.resume.resume(throwing: CancellationError()) }
    }
    let found = moments.filter { $0.label == label }
    if found.count < count { throw CancellationError() }
    return found
  }

  /// The context at the first moment with this label. Waits for it: give the test a time limit.
  ///
  /// - Throws: `CancellationError` if the task is cancelled first.
  public func context(at label: String) async throws -> Context { try await moments(at: label)[0].context }
}
