/// What tasks, hops and callbacks see, to be asserted by the test that started them.
public import ContextVars
public import Testing

/// Notes the context wherever it is told to, from any task and thread.
///
/// ```swift
/// let recorder = ContextRecorder()
/// service.onFinish = { recorder.record("finished") }
/// try await service.start()
/// let finished = try await recorder.context(at: "finished")   // waits for it
/// #expect(finished[Request.id] == "r-42")
/// ```
public final class ContextRecorder: Sendable {
  /// One note.
  public struct Moment: Sendable {
    /// What was given to ``ContextRecorder/record(_:sourceLocation:)``.
    public let label: String
    /// What was bound there.
    public let context: Context
    /// Where that was.
    public let sourceLocation: SourceLocation

    /// What the variable was bound to there; nil: nothing.
    public subscript<Value, Failure>(variable: ContextVar<Value, Failure>) -> Value? { context[variable] }
  }

  private struct State: Sendable {
    var moments: [Moment] = []
    /// Who waits until so many have been noted under a label.
    var waiting: [(id: Int, label: String, count: Int, resume: CheckedContinuation<Void, any Error>)] = []
    var nextID = 0

    var counts: [String: Int] = [:]
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var state = State()
  private let lock = Lock()

  /// A recorder that has noted nothing.
  public init() {}

  /// Notes what is bound here.
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

  /// All notes, in the order in which they were made.
  public var moments: [Moment] { lock.withLock { state.moments } }

  /// The notes with this label, once there are `count` of them. Waits for them: give the test a time limit.
  ///
  /// - Throws: `CancellationError` if the task is cancelled before.
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

  /// What was bound at the first note with this label. Waits for it: give the test a time limit.
  ///
  /// - Throws: `CancellationError` if the task is cancelled before.
  public func context(at label: String) async throws -> Context { try await moments(at: label)[0].context }
}
