// Contexts and sequences: what a producer sees, and whether the values that it sets reach the consumer.
import ContextVars
import Testing

@Suite struct AsyncSequenceTests {
  /// Returns the value of `Request.id` where the element is produced, and tries to set it there.
  private struct Reading: AsyncSequence, AsyncIteratorProtocol, Sendable {
    var left = 3
    var fails = false

    mutating func next() async throws(Failure) -> String? {
      guard left > 0 else {
        if fails { throw Failure(reason: 9) }
        return nil
      }
      left -= 1
      let seen = Request.id.get(default: "-")
      _ = try? Request.id.set("set by the producer")
      await Task.yield()
      return seen
    }

    func makeAsyncIterator() -> Reading { self }
  }

  @Test func `without inContext a sequence produces its elements in the consumer's scope`() async throws {
    // As in Python, where a generator that sets a variable leaks the value to the code that iterates over it.
    try await Request.id.withValue("consumer") {
      for try await seen in Reading(left: 1) { #expect(seen == "consumer") }
      #expect(try Request.id.get() == "set by the producer")
    }
  }

  @Test func `each element is produced in the context and nothing set there reaches the consumer`()
    async throws
  {
    let sequence = Reading().inContext(Context(Request.id.bound(to: "producer")))
    try await Request.id.withValue("consumer") {
      var seen: [String] = []
      for try await element in sequence {
        seen.append(element)
        #expect(try Request.id.get() == "consumer")
      }
      #expect(seen == ["producer", "producer", "producer"])
      #expect(try Request.id.get() == "consumer")
    }
  }

  @Test func `inContext takes the caller's context unless it is given another`() async throws {
    let sequence = Request.id.withValue("at the call") { Reading().inContext() }
    for try await seen in sequence { #expect(seen == "at the call") }
  }

  @Test func `errors come through with their type`() async {
    let sequence = Reading(left: 1, fails: true).inContext(Context())
    do throws(Failure) {
      for try await _ in sequence {}
      Issue.record("the error was lost")
    } catch {
      #expect(error.reason == 9)
    }
  }

  @Test @MainActor func `the consumer's actor is kept`() async throws {
    struct OnMain: AsyncSequence, AsyncIteratorProtocol {
      var left = 2
      mutating func next() async -> Int? { await next(isolation: #isolation) }
      mutating func next(isolation actor: isolated (any Actor)?) async -> Int? {
        #expect(actor === MainActor.shared)
        left -= 1
        return left < 0 ? nil : left
      }
      func makeAsyncIterator() -> OnMain { self }
    }
    var seen: [Int] = []
    for await number in OnMain().inContext(Context()) { seen.append(number) }
    #expect(seen == [1, 0])
  }

  @Test func `a stream's producer is a task of its own`() async {
    // Elements that a task yields are produced in that task's scope, so nothing leaks to their readers.
    let stream = AsyncStream<String> { continuation in
      Task(context: Context(Request.id.bound(to: "producer"))) {
        for number in 0..<3 {
          _ = try? Request.id.set("\(number)")
          continuation.yield(Request.id.get(default: "-"))
        }
        continuation.finish()
      }
    }
    await Request.id.withValue("consumer") {
      var seen: [String] = []
      for await element in stream {
        seen.append(element)
        #expect(Request.id.get(default: "-") == "consumer")
      }
      #expect(seen == ["0", "1", "2"])
    }
  }
}
