// Handlers in which something goes wrong, for Scripts/check-faults. The answer and log lines of each show the
// order that they belong to.
import ContextVars
import ContextVarsNIO
import ContextVarsTracing
import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Shop

struct Faults: Sendable {
  let logger: Logger
  let ledger: Ledger
  let address: Address
  let loops = Loops()
  let readers = Readers(threads: 300)

  /// The value that an item's readers see, which changes while they read.
  private static let step = ContextVar("step", default: Step(id: "-", number: 0))
  private struct Step {
    let id: String
    let number: Int
  }

  func add(to router: Router<BasicRequestContext>) {
    let faults = router.group("fault")
    func post(
      _ path: String, _ handle: @escaping @Sendable (Request, String) async throws -> Response
    ) {
      faults.post("\(path)/:item") { request, context in
        let item = try context.parameters.require("item")
        return try await inTime(logger) { try await handle(request, item) }
      }
    }
    post("upload", upload)
    post("stream") { _, item in stream(item) }
    post("wait", wait)
    post("group", group)
    post("throw/handler") { _, item in throw Broken(item: item) }
    post("throw/child") { _, item in try await throwInChild(item) }
    post("throw/transaction") { _, item in
      try await ledger.enter(item) { throw Broken(item: item) }
      return try answer()
    }
    post("throw/callback") { _, item in
      _ = try await ledger.count { throw Broken(item: item) }
      return try answer()
    }
    post("throw/future") { _, item in try await throwInFuture(item) }
    post("throw/body") { _, item in throwInBody(item) }
    post("loop") { _, item in try await waitOnLoop(item) }
    post("client") { _, item in
      let prices = Prices(address: "\(address.withLock { $0 })/fault", logger: logger)
      _ = try await loops.withClient { try await prices.price(of: item, from: $0) }
      return try answer()
    }
    post("read") { _, item in try await read(item) }
    post("replace") { _, _ in
      try await loops.replace()
      return try answer()
    }
    post("memory") { _, _ in
      printMemory()
      return try answer()
    }
    faults.get("price/:item") { _, context in
      let item = try context.parameters.require("item")
      logger.info("asked \(item)")
      try await Task.sleep(for: .milliseconds(20))
      return "100"
    }
  }

  /// Returns free memory to the system, and prints the memory in use. The functions are found by name,
  /// because the module Glibc does not have malloc.h.
  private func printMemory() {
    if let trim = dlsym(nil, "malloc_trim"), let print = dlsym(nil, "malloc_stats") {
      _ = unsafeBitCast(trim, to: (@convention(c) (Int) -> CInt).self)(0)
      unsafeBitCast(print, to: (@convention(c) () -> Void).self)()
    }
  }

  private func answer(_ rest: String = "") throws -> Response {
    // Throws if nothing is bound.
    _ = try Order.id.get()
    return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "\(Order.seen())\(rest)\n")))
  }

  // MARK: Clients that hang up

  @Sendable private func upload(_ request: Request, _ item: String) async throws -> Response {
    let body = try await request.body.collect(upTo: 1 << 20)
    logger.info("uploaded \(item)")
    return try answer(" bytes=\(body.readableBytes)")
  }

  private func stream(_ item: String) -> Response {
    Response(
      status: .ok,
      body: ResponseBody { writer in
        logger.info("streaming \(item)")
        for number in 1...10 {
          try await Task.sleep(for: .milliseconds(2))
          try await writer.write(ByteBuffer(string: "\(number) \(Order.seen())\n"))
        }
        logger.info("streamed \(item)")
        try await writer.finish(nil)
      })
  }

  /// Waits until the client hangs up or the deadline has passed.
  @Sendable private func wait(_ request: Request, _ item: String) async throws -> Response {
    logger.info("came \(item)")
    defer { logger.info("left \(item)") }
    return try await request.body.consumeWithCancellationOnInboundClose { _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        addWaiters(to: &group, item)
        try await group.waitForAll()
      }
      return try answer()
    }
  }

  // MARK: Children that are cancelled

  /// Starts a plain child, one with a snapshot, and one in a layer. Each logs when it ends.
  private func addWaiters(to group: inout ThrowingTaskGroup<Void, any Error>, _ item: String) {
    let wait: @Sendable () async throws -> Void = {
      defer { logger.info("dropped \(item)") }
      try await Task.sleep(for: Order.deadline.get(default: .never).timeLeft + .seconds(1))
    }
    group.addTask { try await wait() }
    group.addTask(context: .current) { try await wait() }
    group.addTask(inheriting: .layer) { try await wait() }
  }

  @Sendable private func group(_ request: Request, _ item: String) async throws -> Response {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await Task.sleep(for: .milliseconds(3)) }
      addWaiters(to: &group, item)
      try await group.next()
      group.cancelAll()
      while !group.isEmpty { try? await group.next() }
    }
    logger.info("grouped \(item)")
    return try answer()
  }

  // MARK: Errors

  struct Broken: Error, CustomStringConvertible {
    let item: String
    var description: String { "broken \(item)" }
  }

  private func throwInChild(_ item: String) async throws -> Response {
    try await withThrowingTaskGroup(of: Void.self) { group in
      addWaiters(to: &group, item)
      group.addTask {
        try await Task.sleep(for: .milliseconds(1))
        throw Broken(item: item)
      }
      // `waitForAll` would wait for the others before it throws, and so cancel none.
      while try await group.next() != nil {}
    }
    return try answer()
  }

  private func throwInFuture(_ item: String) async throws -> Response {
    let context = Context.currentWithSpan
    return try await MultiThreadedEventLoopGroup.singleton.any().submit(context: .current) {
      throw Broken(item: item)
    }.flatMapErrorThrowing(context: .current) { error in
      context.runWithSpan { logger.info("rethrown \(item)") }
      throw error
    }.get()
  }

  private func throwInBody(_ item: String) -> Response {
    Response(
      status: .ok,
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: "\(Order.seen())\n"))
        logger.info("breaking \(item)")
        throw Broken(item: item)
      })
  }

  // MARK: A loop that is shut down

  /// Waits on the loop for 20 ms, unless the loop is shut down earlier.
  private func waitOnLoop(_ item: String) async throws -> Response {
    let context = Context.currentWithSpan
    return try await withCheckedThrowingContinuation { continuation in
      // A future's `get()` would wait for ever if the loop were shut down before the call.
      loops.withLoop { loop in
        loop.scheduleTask(in: .milliseconds(20), context: .current) {
          try context.runWithSpan {
            logger.info("fired \(item)")
            return try answer()
          }
        }.futureResult.always(context: .current) { _ in
          context.runWithSpan { logger.info("settled \(item)") }
        }.whenComplete { continuation.resume(with: $0) }
      }
    }
  }

  // MARK: Threads that read

  /// Starts one child per thread. Each reads the values that its parent keeps setting: with `get`, in a
  /// snapshot of the scope, and in a wrapped closure.
  private func read(_ item: String) async throws -> Response {
    let id = try Order.id.get()
    let scope = ContextScope()
    let seen = try await scope.run {
      try Self.step.set(Step(id: id, number: 0))
      return try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<readers.threadCount {
          group.addTask(executorPreference: readers) { await Self.seesItsOwn(id, in: scope) }
        }
        for number in 1...100 {
          try Self.step.set(Step(id: id, number: number))
          if number % 4 == 0 { await Task.yield() }
        }
        return try await group.reduce(into: 0) { count, isRight in count += isRight ? 1 : 0 }
      }
    }
    logger.info("read \(item)")
    return try answer(" readers=\(seen)")
  }

  /// Whether everything that a task reads belongs to the order, and no step is older than one it read before.
  private static func seesItsOwn(_ id: String, in scope: ContextScope) async -> Bool {
    var last = 0
    func isOwn(_ seen: String?, _ step: Step?) -> Bool {
      guard let step, seen == id, step.id == id, step.number >= last else { return false }
      last = step.number
      return true
    }
    let snapshot = scope.snapshot
    guard isOwn(snapshot[Order.id], snapshot[step]) else { return false }
    for _ in 0..<5 {
      for _ in 0..<5 {
        guard isOwn(Order.id.get(default: "-"), step.get()) else { return false }
      }
      await Task.yield()
    }
    let wrapped = Context.current.wrap { (Order.id.get(default: "-"), step.get()) }()
    return isOwn(wrapped.0, wrapped.1)
  }
}
