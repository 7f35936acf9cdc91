// The code that users have around `TaskLocal.withValue`, here around `withValue` of this library. The test is
// that it compiles in every world, that is, with each set of compiler settings; `WorldTests` runs some of it.
import ContextVars

nonisolated enum Trace {
  static let id = ContextVar("id", default: 0)
}

/// Not `Sendable`, like most types in programs.
nonisolated final class Body {
  var bytes: [UInt8] = []
  func append() async { bytes.append(Trace.id.get() == 0 ? 0 : 1) }
  func appendAll() async -> Int {
    await Trace.id.withValue(1) {
      bytes.append(1)
      await append()
      return bytes.count
    }
  }
}

nonisolated func handle(_ body: Body) async -> Int { body.bytes.count + Trace.id.get() }
nonisolated func pause() async {}

// MARK: - Functions

nonisolated func serve(_ body: Body) async -> Int {
  await Trace.id.withValue(1) { await handle(body) }
}

nonisolated func serveInEveryForm(_ body: Body) async throws -> Int {
  var sum = await Trace.id.withoutValue { await handle(body) }
  sum += await Context.current.run { await handle(body) }
  sum += await Context.withValues(Trace.id.bound(to: 2)) { await handle(body) }
  sum += try await ContextScope().run {
    try await Trace.id.set(3).scope { await handle(body) }
  }
  return sum
}

func serveUnmarked(_ body: Body) async -> Int {
  await Trace.id.withValue(1) { await handle(body) }
}

@concurrent nonisolated func serveElsewhere(_ body: Body) async -> Int {
  await Trace.id.withValue(1) { await handle(body) }
}

nonisolated(nonsending) func serveHere(_ body: Body) async -> Int {
  await Trace.id.withValue(1) {
    body.bytes.append(1)
    return await handle(body)
  }
}

nonisolated func serveGiven(_ body: sending Body) async -> Int {
  await Trace.id.withValue(1) { await handle(body) }
}

nonisolated func count(_ total: inout Int) async {
  await Trace.id.withValue(1) {
    total += 1
    await pause()
    total += Trace.id.get()
  }
}

nonisolated func withGroup(_ body: Body) async -> Int {
  await Trace.id.withValue(1) {
    let children = await withTaskGroup(of: Int.self) { group in
      group.addTask { Trace.id.get() }
      return await group.reduce(0, +)
    }
    async let pausing: Void = pause()
    await pausing
    return await handle(body) + children
  }
}

// MARK: - Types

nonisolated struct Counter {
  var total = 0
  var body = Body()
  mutating func increment() async { total += 1 }
  mutating func run() async {
    await Trace.id.withValue(1) {
      total += 1
      await increment()
      await body.append()
    }
  }
}

nonisolated struct Traced<Base: AsyncIteratorProtocol>: AsyncIteratorProtocol {
  var base: Base
  mutating func next() async throws -> Base.Element? {
    try await Trace.id.withValue(1) { try await base.next() }
  }
}

nonisolated func sum(_ stream: AsyncStream<Int>) async -> Int {
  var iterator = stream.makeAsyncIterator()
  var sum = 0
  while let next = await Trace.id.withValue(1, operation: { await iterator.next() }) { sum += next }
  return sum
}

nonisolated protocol Middleware<Input, Output> {
  associatedtype Input
  associatedtype Output
  func handle(_ input: Input, next: (Input) async throws -> Output) async throws -> Output
}

nonisolated struct Tracing<Input, Output>: Middleware {
  func handle(_ input: Input, next: (Input) async throws -> Output) async throws -> Output {
    try await Trace.id.withValue(1) { try await next(input) }
  }
}

struct UnmarkedTracing<Input, Output> {
  func handle(_ input: Input, next: @Sendable (Input) async throws -> Output) async throws -> Output {
    try await Trace.id.withValue(1) { try await next(input) }
  }
}

// MARK: - Results and errors

nonisolated struct Failure: Error {}
nonisolated struct Ticket: ~Copyable { let number: Int }

nonisolated func back(_ body: Body) async -> Body {
  await Trace.id.withValue(1) {
    _ = await handle(body)
    return body
  }
}

nonisolated func ticket() async -> Int {
  let ticket = await Trace.id.withValue(1) {
    await pause()
    return Ticket(number: Trace.id.get())
  }
  return ticket.number
}

nonisolated func failing() async throws(Failure) -> Int {
  try await Trace.id.withValue(1) { () async throws(Failure) -> Int in
    await pause()
    throw Failure()
  }
}

nonisolated func rethrowing<Result>(_ operation: () async throws -> Result) async rethrows -> Result {
  try await Trace.id.withValue(1) { try await operation() }
}

nonisolated func handingOn<Result, E: Error>(
  _ operation: () async throws(E) -> Result
) async throws(E) -> Result {
  try await Trace.id.withValue(1, operation: operation)
}

nonisolated func saying() async {
  await Trace.id.withValue(1, operation: { await pause() }, isolation: nil)
}

// MARK: - Actors

actor Account {
  var total = 0
  let body = Body()

  func deposit() async -> Bool {
    await Trace.id.withValue(1) {
      total += 1
      await pause()
      total += Trace.id.get()
      assertIsolated()
      return total == 2
    }
  }

  func made() async -> Int {
    let body = Body()
    return await Trace.id.withValue(1) { await handle(body) }
  }

  func given(_ body: Body) async -> Int {
    await Trace.id.withValue(1) { await handle(body) }
  }
}

@MainActor final class Screen {
  var lines = 0
  let body = Body()

  func show() async -> Bool {
    await Trace.id.withValue(1) {
      lines += 1
      body.bytes.append(1)
      await pause()
      lines += Trace.id.get()
      MainActor.assertIsolated()
      return lines == 2
    }
  }

  func showAtOnce() -> Int { Trace.id.withValue(1) { lines + Trace.id.get() } }
}

// Has no captures and no result: with either, Swift 6.3.1 does not know how to check this code, nor the same
// code around a task local.
nonisolated func onMainActor() async {
  await Trace.id.withValue(1) { @MainActor in
    MainActor.assertIsolated()
    await pause()
  }
}
