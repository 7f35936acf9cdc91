// Hops through Dispatch, operations, threads and C: each has its test, and none leaks.
import ContextVars
import Dispatch
import Foundation
import TestSupport
import Testing

@Suite struct HopTests {
  private let context = Context(Request.id.bound(to: "r"))
  private let queue = DispatchQueue(label: "hops")

  private static func seen() -> String { Request.id.get(default: "-") }

  /// What a callback started by `start` sees.
  private func seen(by start: (@escaping @Sendable () -> Void) -> Void) async -> String {
    await suspended { resume in start { resume(Self.seen()) } }
  }

  @Test func `a queue runs in the context that it is given and in none otherwise`() async {
    #expect(await seen { queue.async(context: context, execute: $0) } == "r")
    #expect(await seen { queue.async(execute: $0) } == "-")
    #expect(await seen { queue.asyncAfter(deadline: .now(), context: context, execute: $0) } == "r")
    #expect(await seen { queue.asyncAfter(wallDeadline: .now(), context: context, execute: $0) } == "r")
    let group = DispatchGroup()
    #expect(await seen { queue.async(group: group, context: context, execute: $0) } == "r")
    #expect(await seen { group.notify(queue: queue, context: context, execute: $0) } == "r")
  }

  @Test func `a callback may set only in a context and what it sets ends with it`() async {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    let attempt: @Sendable () -> Void = {
      let refused = refusal { try Request.id.set("set by the callback") }
      continuation.yield(refused.map { "\($0)" } ?? Self.seen())
    }
    var outcomes = stream.makeAsyncIterator()
    for _ in 0..<2 {
      queue.async(execute: attempt)
      #expect(await outcomes.next(isolation: nil) == "noScope")
      queue.async(context: context, execute: attempt)
      #expect(await outcomes.next(isolation: nil) == "set by the callback")
    }
    #expect(await seen { queue.async(context: context, execute: $0) } == "r")
  }

  @Test func `sync runs in its context and gives its result or error`() {
    Request.id.withValue("outer") {
      let seen = queue.sync(context: context) {
        _ = try? Request.user.set("inside")
        return Self.seen()
      }
      #expect(seen == "r")
      #expect(queue.sync { Self.seen() } == "outer", "sync keeps what is bound where it is called")
      #expect(!Request.user.isBound)
      #expect(throws: Failure()) { try queue.sync(context: context) { throw Failure() } }
      #expect(Self.seen() == "outer")
    }
  }

  @Test func `a work item runs in its context each time`() async {
    let tally = Tally()
    let item = DispatchWorkItem(context: context) { tally.add(Self.seen()) }
    item.perform()
    Request.id.withValue("other") { item.perform() }
    queue.sync(execute: item)
    #expect(tally.counts == ["r": 3])
    // A work item that is waited for must run only once.
    let once = DispatchWorkItem(context: context) {}
    queue.async(execute: once)
    #expect(await seen { once.notify(queue: queue, context: context, execute: $0) } == "r")
  }

  @Test func `a source's handlers run in their context`() async {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    let fired = await seen { callback in
      timer.setEventHandler(context: context, handler: callback)
      timer.schedule(deadline: .now())
      timer.resume()
    }
    timer.cancel()
    #expect(fired == "r")
    let other = DispatchSource.makeTimerSource(queue: queue)
    let cancelled = await seen { callback in
      other.setCancelHandler(context: context, handler: callback)
      other.resume()
      other.cancel()
    }
    #expect(cancelled == "r")
  }

  @Test func `operations and threads run what is wrapped`() async {
    let operations = OperationQueue()
    #expect(await seen { operations.addOperation(context.wrap($0)) } == "r")
    #expect(await seen { operations.addOperation(BlockOperation(block: context.wrap($0))) } == "r")
    #expect(await seen { Thread(block: context.wrap($0)).start() } == "r")
    #expect(await seen { Thread(block: $0).start() } == "-")
  }

  @Test func `a callback of C runs in the context of its pointer`() async throws {
    let seen: String = await suspended { resume in
      let box = Unmanaged.passRetained(Carrier(context: context.retainedPointer(), resume: resume))
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { argument in
          let carrier = Unmanaged<Carrier>.fromOpaque(argument!).takeRetainedValue()
          let seen = Context(takingRetainedPointer: carrier.context).run { Request.id.get(default: "-") }
          carrier.resume(seen)
          return nil
        }, box.toOpaque())
      precondition(status == 0)
      pthread_detach(thread)
    }
    #expect(seen == "r")
  }

  /// The argument of a C thread.
  private final class Carrier: @unchecked Sendable {
    let context: UnsafeMutableRawPointer
    let resume: @Sendable (String) -> Void
    init(context: UnsafeMutableRawPointer, resume: @escaping @Sendable (String) -> Void) {
      self.context = context
      self.resume = resume
    }
  }

  @Test func `a pointer for C retains its context until it is released`() {
    final class Resource: Sendable {}
    let variable = ContextVar("resource", of: Resource.self)
    weak var watched: Resource?
    let pointer: UnsafeMutableRawPointer
    do {
      let resource = Resource()
      watched = resource
      pointer = Context(variable.bound(to: resource)).retainedPointer()
    }
    #expect(watched != nil)
    for _ in 0..<2 { #expect(Context(borrowingPointer: pointer).contains(variable)) }
    Context.releasePointer(pointer)
    #expect(watched == nil)
  }

  @Test func `policies apply at every hop`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })
    let context = Context(lock.bound(to: "held"), span.bound(to: "root"))
    @Sendable func seen() -> String { "\(lock.get()) \(span.get())" }
    #expect(queue.sync(context: context) { seen() } == "none root/child")
    #expect(Context(takingRetainedPointer: context.retainedPointer()).run { seen() } == "none root/child")
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    queue.async(context: context) {
      continuation.yield(seen())
      continuation.finish()
    }
    for await text in stream { #expect(text == "none root/child") }
  }
}
