// `Context.wrap`: closures that carry a context to code that it does not reach by itself.
import ContextVars
import Dispatch
import Foundation
import TestSupport
import Testing

@Suite struct WrapTests {
  private let context = Context(Request.id.bound(to: "r"))

  private static func seen() -> String { Request.id.get(default: "-") }

  @Test func `a wrapped closure runs in its context wherever it is called`() async throws {
    let wrapped = context.wrap { Self.seen() }
    #expect(wrapped() == "r")
    #expect(Request.id.withValue("other") { wrapped() } == "r")
    #expect(await onThread { wrapped() } == "r")
    #expect(await Task.detached { wrapped() }.value == "r")
    #expect(Self.seen() == "-")
  }

  @Test func `arguments results and errors pass through`() throws {
    let joined = context.wrap { (number: Int, text: String) in "\(number) \(text) \(Self.seen())" }
    #expect(joined(1, "a") == "1 a r")
    let refusing = context.wrap { (number: Int) throws -> String in
      if number == 0 { throw Failure(reason: 3) }
      return Self.seen()
    }
    #expect(try refusing(1) == "r")
    #expect(throws: Failure(reason: 3)) { try refusing(0) }
    #expect(throws: Failure()) { try context.wrap { throw Failure() }() }
  }

  @Test func `an asynchronous closure runs in its context`() async throws {
    let wrapped = context.wrap { () async -> String in
      await Task.yield()
      return Self.seen()
    }
    #expect(await wrapped() == "r")
    #expect(await Task.detached { await wrapped() }.value == "r")
    let refusing = context.wrap { () async throws -> String in
      await Task.yield()
      throw Failure(reason: Self.seen().count)
    }
    await #expect(throws: Failure(reason: 1)) { try await refusing() }
  }

  @Test func `what one call of a wrapped closure sets no other call sees`() throws {
    let counter = ContextVar("counter", of: Int.self)
    let wrapped = Context(counter.bound(to: 0)).wrap { () throws -> Int in
      try counter.set(try counter.get() + 1)
      return try counter.get()
    }
    #expect(try wrapped() == 1)
    #expect(try wrapped() == 1)
    #expect(!counter.isBound)
  }

  @Test func `a wrapped closure may be called on many threads at once`() async throws {
    let tally = Tally()
    let wrapped = context.wrap { (value: String) in
      _ = try? Request.user.set(value)
      for _ in 0..<20 { Thread.sleep(forTimeInterval: 0) }
      tally.add(Self.seen() == "r" && Request.user.get(default: "-") == value ? "right" : "wrong")
    }
    try await withThrowingTaskGroup { group in
      for number in 0..<16 {
        group.addTask { await onThread { wrapped("\(number)") } }
      }
      try await group.waitForAll()
    }
    #expect(tally.counts == ["right": 16])
  }

  @Test func `wrap takes the snapshot when it is called`() throws {
    try context.run {
      let before = Context.current.wrap { Self.seen() }
      try Request.id.set("later")
      #expect(before() == "r")
      #expect(Context.current.wrap { Self.seen() }() == "later")
    }
  }

  @Test func `a queue a timer and an operation run in the context they were given`() async {
    let tally = Tally()
    let queue = DispatchQueue(label: "wrap")
    let note = context.wrap { tally.add(Self.seen()) }
    await suspended { done in
      queue.async(execute: note)
      queue.asyncAfter(deadline: .now() + .milliseconds(1), execute: note)
      queue.async { tally.add(Self.seen()) }
      let operations = OperationQueue()
      operations.addOperation(note)
      operations.addBarrierBlock {
        queue.asyncAfter(deadline: .now() + .milliseconds(20)) { done(()) }
      }
    }
    #expect(tally.counts == ["r": 3, "-": 1])
  }

  @Test func `policies apply once when a closure is wrapped`() {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })
    let wrapped = Context(lock.bound(to: "held"), span.bound(to: "root")).wrap {
      "\(lock.get()) \(span.get())"
    }
    #expect(wrapped() == "none root/child")
    #expect(wrapped() == "none root/child")
  }

  @Test func `a wrapped closure keeps its values until it is released`() {
    final class Resource: Sendable {}
    let variable = ContextVar("resource", of: Resource.self)
    weak var watched: Resource?
    var wrapped: (@Sendable () -> Bool)?
    do {
      let resource = Resource()
      watched = resource
      wrapped = Context(variable.bound(to: resource)).wrap { variable.isBound }
    }
    #expect(wrapped?() == true && watched != nil)
    wrapped = nil
    #expect(watched == nil)
  }
}
