// Recorders: they report the context that tasks and queues saw, as it was at that moment.
import ContextVars
import ContextVarsTestSupport
import Foundation
import Testing

private let id = ContextVar("request-id", of: String.self)

@Suite struct RecorderTests {
  @Test func `a recorder reports what tasks and queues saw`() async throws {
    let recorder = ContextRecorder()
    id.withValue("r") {
      Task { recorder.record("task") }
      Task.detached { recorder.record("detached") }
      DispatchQueue(label: "q").async(context: .current) { recorder.record("queue") }
      DispatchQueue(label: "p").async { recorder.record("plain queue") }
    }
    #expect(try await recorder.context(at: "task")[id] == "r")
    #expect(try await recorder.context(at: "detached")[id] == nil)
    #expect(try await recorder.context(at: "queue")[id] == "r")
    #expect(try await recorder.moments(at: "plain queue")[0][id] == nil)
    #expect(recorder.moments.count == 4)
  }

  @Test func `a recorder waits for as many moments as are requested`() async throws {
    let recorder = ContextRecorder()
    for number in 0..<50 {
      Task.detached(context: Context(id.bound(to: "\(number)"))) { recorder.record("all") }
    }
    let seen = try await recorder.moments(at: "all", count: 50).compactMap { $0[id] }
    #expect(Set(seen) == Set((0..<50).map { "\($0)" }))
  }

  @Test func `a moment has the source location of the call that recorded it`() {
    let recorder = ContextRecorder()
    recorder.record("here")
    #expect(recorder.moments[0].sourceLocation.fileName == "RecorderTests.swift")
    #expect(recorder.moments[0].sourceLocation.line == #line - 2)
  }

  @Test func `a task that is cancelled waits no longer`() async {
    let recorder = ContextRecorder()
    let waiting = Task { try await recorder.context(at: "never") }
    await Task.yield()
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    let late = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await recorder.context(at: "never")
    }
    await #expect(throws: CancellationError.self) { try await late.value }
    recorder.record("never")
    #expect(recorder.moments.count == 1)
  }
}
