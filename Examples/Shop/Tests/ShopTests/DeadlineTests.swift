// Shows how a service tests its deadlines: a trait binds them, so no clock or parameter has to be replaced.
import ContextVars
import ContextVarsTestSupport
import Hummingbird
import Logging
import Shop
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)), .binding(Order.id, to: "r-1")) struct DeadlineTests {
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  @Test(.binding(Order.deadline, to: Deadline(inMilliseconds: 10)))
  func `late work is cancelled in its context and answered by 504`() async throws {
    let recorder = ContextRecorder()
    await #expect {
      try await inTime(logger) {
        defer { recorder.record("cancelled") }
        try await Task.sleep(for: .seconds(600))
      }
    } throws: {
      ($0 as? HTTPError)?.status == .gatewayTimeout
    }
    // The work ended before the answer.
    #expect(recorder.moments.map { $0[Order.id] } == ["r-1"])
  }

  @Test(.binding(Order.deadline, to: Deadline(inMilliseconds: 600_000)))
  func `work in time returns its result or throws its error`() async throws {
    #expect(try await inTime(logger) { try Order.id.get() } == "r-1")
    await #expect(throws: CancellationError.self) { try await inTime(logger) { throw CancellationError() } }
  }

  @Test func `the background forgets work that has ended`() async {
    let background = Background()
    for _ in 0..<10 { await background.start {} }
    await background.finish()
    #expect(await background.taskCount == 0)
  }
}
