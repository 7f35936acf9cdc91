// Whose context the callbacks of the standard library, Foundation and Dispatch see: the context of the task
// or thread that calls them, which is seldom the one that registered them.
import ContextVars
import Dispatch
import Foundation
import Observation
import TestSupport
import Testing

@Suite struct CallbackTests {
  /// A task in the context "mine" is cancelled by a task in the context "the canceller's". Returns what the
  /// cancellation handler sees, and what the canceller sees of the values that the handler has set.
  private func cancelled(
    _ handling: @escaping @Sendable (_ isReady: Gate, _ handler: @escaping @Sendable () -> Void) async -> Void
  ) async -> [String] {
    let (isReady, tally) = (Gate(), Tally())
    let task = Task(context: Context(Request.id.bound(to: "mine"))) {
      await handling(isReady) {
        tally.add(seen())
        _ = try? Request.user.set("by the handler")
      }
    }
    await isReady.wait()
    let user = await Context(Request.id.bound(to: "the canceller's")).run { () async in
      task.cancel()
      return Request.user.get(default: "nothing")
    }
    await task.value
    return tally.counts.keys + [user]
  }

  @Test func `a cancellation handler runs in its canceller's context and sets there`() async {
    let seen = await cancelled { isReady, handler in
      await withTaskCancellationHandler {
        isReady.open()
        while !Task.isCancelled { await Task.yield() }
      } onCancel: {
        handler()
      }
    }
    #expect(seen == ["the canceller's", "by the handler"])
  }

  @Test func `a cancellation handler that is given a context runs in it`() async {
    let seen = await cancelled { isReady, handler in
      await withTaskCancellationHandler(context: .current) {
        isReady.open()
        while !Task.isCancelled { await Task.yield() }
      } onCancel: {
        handler()
      }
    }
    #expect(seen == ["mine", "nothing"])
  }

  @Test func `a cancellation handler with a context runs in it even if the task is already cancelled`()
    async throws
  {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let task = Task(context: Context(Request.id.bound(to: "mine"))) {
      while !Task.isCancelled { await Task.yield() }
      try lock.set("held")
      let tally = Tally()
      let result = try await withTaskCancellationHandler(context: .current) { () async throws -> String in
        try Request.user.set("by the operation")
        return seen()
      } onCancel: {
        tally.add("\(seen()) \(lock.get())")
        _ = try? Request.user.set("by the handler")
      }
      return [result, try Request.user.get()] + tally.counts.keys
    }
    task.cancel()
    #expect(try await task.value == ["mine", "by the operation", "mine none"])
    await #expect(throws: Failure()) {
      try await withTaskCancellationHandler(context: .current) {
        throw Failure()
      } onCancel: {
      }
    }
  }

  @Test @MainActor func `an operation whose cancellation handler has a context keeps its actor`() async {
    var count = 0
    await withTaskCancellationHandler(context: .current) {
      count += 1
      MainActor.assertIsolated()
    } onCancel: {
    }
    #expect(count == 1)
  }

  @Test func `a priority handler runs in the context of the code that raises the priority`() async {
    let (isReady, isRaised, tally) = (Gate(), Flag(), Tally())
    let task = Task(context: Context(Request.id.bound(to: "mine")), priority: .background) {
      await withTaskPriorityEscalationHandler {
        isReady.open()
        while !isRaised.isSet { await Task.yield() }
      } onPriorityEscalated: { _, _ in
        tally.add(seen())
        isRaised.set()
      }
    }
    await isReady.wait()
    Request.id.withValue("the raiser's") { task.escalatePriority(to: .high) }
    await task.value
    #expect(tally.counts == ["the raiser's": 1])
  }

  @Test func `a stream's termination handler runs in the context of the code that ends the stream`() async {
    let tally = Tally()
    func stream() -> (AsyncStream<Int>, AsyncStream<Int>.Continuation) {
      Request.id.withValue("the maker's") {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        continuation.onTermination = { _ in tally.add(seen()) }
        return (stream, continuation)
      }
    }
    let (finished, finishing) = stream()
    Request.id.withValue("who finishes") { finishing.finish() }
    let (cancelled, _) = stream()
    let isReading = Gate()
    let reader = Task(context: Context(Request.id.bound(to: "the reader's"))) {
      isReading.open()
      for await _ in cancelled {}
    }
    await isReading.wait()
    Request.id.withValue("who cancels") { reader.cancel() }
    await reader.value
    withExtendedLifetime(finished) {}
    #expect(tally.counts["who finishes"] == 1)
    // If the reader was cancelled before it began to wait, it ends the stream itself.
    #expect((tally.counts["who cancels"] ?? 0) + (tally.counts["the reader's"] ?? 0) == 1)
    #expect(tally.counts["the maker's"] == nil)
  }

  @Test func `a deinit runs in the context of the code that releases the last reference`() {
    final class Connection: Sendable {
      let tally: Tally
      init(_ tally: Tally) { self.tally = tally }
      deinit { tally.add(seen()) }
    }
    let tally = Tally()
    var connection: Connection? = Request.id.withValue("the maker's") { Connection(tally) }
    Request.id.withValue("who lets go") { connection = nil }
    _ = connection
    #expect(tally.counts == ["who lets go": 1])
  }

  @Test func `an isolated deinit that has to reach its actor sees nothing`() async {
    @MainActor final class Screen {
      let tally: Tally
      let ended: Gate
      init(_ tally: Tally, _ ended: Gate) { (self.tally, self.ended) = (tally, ended) }
      isolated deinit {
        tally.add(seen())
        ended.open()
      }
    }
    let (tally, ended) = (Tally(), Gate())
    await Request.id.withValue("who lets go") {
      var screen: Screen? = await Screen(tally, ended)
      screen = nil
      _ = screen
      await ended.wait()
    }
    #expect(tally.counts == ["nothing": 1])
  }

  @Test func `a notification observer runs in the poster's context and on a queue in none unless wrapped`() {
    let (center, name, tally) = (NotificationCenter(), Notification.Name("something"), Tally())
    let queue = OperationQueue()
    let observers = Request.id.withValue("the observer's") {
      [
        center.addObserver(forName: name, object: nil, queue: nil) { _ in tally.add("at once: \(seen())")
        },
        center.addObserver(forName: name, object: nil, queue: queue) { _ in
          tally.add("queued: \(seen())")
        },
        center.addObserver(
          forName: name, object: nil, queue: queue,
          using: Context.current.wrap { _ in tally.add("wrapped: \(seen())") }),
      ]
    }
    Request.id.withValue("who posts") { center.post(name: name, object: nil) }
    queue.waitUntilAllOperationsAreFinished()
    observers.forEach(center.removeObserver)
    #expect(
      tally.counts == ["at once: who posts": 1, "queued: nothing": 1, "wrapped: the observer's": 1])
  }

  @Test func `an observation handler runs in the context of the code that changes the object`() {
    let (model, tally) = (ObservedModel(), Tally())
    Request.id.withValue("the observer's") {
      withObservationTracking {
        _ = model.count
      } onChange: {
        tally.add(seen())
      }
    }
    Request.id.withValue("who changes") { model.count += 1 }
    #expect(tally.counts == ["who changes": 1])
  }

  /// Iterations on the caller's thread see the caller's context; the others see one only if it is carried to
  /// them.
  @Test func `an iteration of concurrentPerform on another thread sees nothing unless wrapped`() {
    let (plain, wrapped) = (Tally(), Tally())
    Request.id.withValue("the caller's") {
      let caller = ObjectIdentifier(Thread.current)
      DispatchQueue.concurrentPerform(iterations: 200) { _ in
        plain.add("\(ObjectIdentifier(Thread.current) == caller ? "here" : "elsewhere"): \(seen())")
        Thread.sleep(forTimeInterval: 0.000_1)
      }
      let iteration = Context.current.wrap { (_: Int) in wrapped.add(seen()) }
      DispatchQueue.concurrentPerform(iterations: 200, execute: iteration)
    }
    #expect(Set(plain.counts.keys).isSubset(of: ["here: the caller's", "elsewhere: nothing"]))
    #expect(plain.counts["here: the caller's"] != nil)
    #expect(wrapped.counts == ["the caller's": 200])
  }
}

@Observable private final class ObservedModel {
  var count = 0
}

private func seen() -> String { Request.id.get(default: "nothing") }
