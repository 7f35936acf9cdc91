// Handlers and callbacks that carry their context along, written in modules with other settings than the
// library's.
import ContextVars

nonisolated struct Call { var body = Body() }
nonisolated struct Answer: Sendable { var text = "" }

typealias Handler = @Sendable (Call) async throws -> Answer

nonisolated func answer(_ call: Call) async throws -> Answer {
  await pause()
  return Answer(text: "\(call.body.bytes.count) \(Trace.id.get())")
}

@Sendable nonisolated func greet(_ name: String, _ number: Int) async -> String {
  "\(name) \(number) \(Trace.id.get())"
}

nonisolated struct Route: Sendable {
  let handler: @Sendable (Answer, Int) async throws -> Answer
  init(_ handler: @escaping @Sendable (Answer, Int) async throws -> Answer) { self.handler = handler }
}

@MainActor func title(_ number: Int) -> String { "\(number) \(Trace.id.get())" }

@MainActor final class Button {
  private var taps = 0
  func tap(_ number: Int) throws -> String {
    taps += number
    return "\(taps) \(Trace.id.get())"
  }
  func callbacks(_ context: Context) -> (
    silent: @MainActor @Sendable (Int) -> Void, throwing: @MainActor @Sendable (Int) throws -> String
  ) {
    (
      context.wrap { @MainActor [weak self] (number: Int) in self?.taps += number },
      context.wrap { @MainActor number in try self.tap(number) }
    )
  }
}

@MainActor private let button = Button()
@MainActor func callbacks(
  _ context: Context
) -> (silent: @MainActor @Sendable (Int) -> Void, throwing: @MainActor @Sendable (Int) throws -> String) {
  button.callbacks(context)
}

/// What the closures see, in order.
nonisolated func wrapped() async throws -> [String] {
  let context = Context(Trace.id.bound(to: 7))
  // Asynchronous, with arguments.
  let one = context.wrap { (number: Int) async -> String in
    await pause()
    return "\(number) \(Trace.id.get())"
  }
  let two = context.wrap { (number: Int, text: String) async throws -> String in
    try await Task.sleep(nanoseconds: 1)
    return "\(number) \(text) \(Trace.id.get())"
  }
  let three = context.wrap { (first: Int, _: Int, _: Int) async in await greet("three", first) }
  let named = context.wrap(greet)
  // The closure's type comes from the parameter that takes it, even if the closure does not suspend.
  let route = Route(
    context.wrap { answer, number in Answer(text: "\(answer.text)\(number) \(Trace.id.get())") })
  let waiting = Route(context.wrap { answer, number in try await pausing(answer, number) })
  // Without arguments, and synchronous.
  let bare = context.wrap { await greet("bare", 0) }
  let synchronous = context.wrap { (number: Int) in "\(number) \(Trace.id.get())" }
  // On the main actor.
  let onMain = context.wrap { @MainActor in title(1) }
  #if swift(>=6)
    let namedOnMain = context.wrap(title)
  #else
    // In Swift 5 mode a reference to a function is not `Sendable`.
    let namedOnMain: @MainActor @Sendable (Int) -> String = context.wrap { @MainActor in title($0) }
  #endif
  let given: @MainActor @Sendable (Int) -> String = context.wrap { @MainActor in title($0) }
  let waitingOnMain: @Sendable (Int) async -> String = context.wrap { @MainActor number in
    await pause()
    return title(number)
  }
  let (silent, throwing) = await callbacks(context)
  await silent(5)
  return [
    await one(1), try await two(2, "b"), await three(3, 3, 3), await named("named", 4),
    try await route.handler(Answer(), 5).text, try await waiting.handler(Answer(), 6).text, await bare(),
    synchronous(8), await onMain(), await namedOnMain(2), await given(3), await waitingOnMain(4),
    try await throwing(1),
  ]
}

@Sendable nonisolated func synchronously() {}
nonisolated func failing(_: Int) throws {}
nonisolated func take(_ callback: @escaping @Sendable () async -> Void) {}
nonisolated func takeThrowing(_ callback: @escaping @Sendable () async throws -> Void) {}
nonisolated func takeOne(_ callback: @escaping @Sendable (Int) async throws -> Void) {}

/// Passes closures that do not suspend where an asynchronous one is expected.
nonisolated func givingSynchronousClosures() {
  let context = Context.current
  take(context.wrap { synchronously() })
  take(context.wrap(synchronously))
  takeThrowing(context.wrap { synchronously() })
  takeThrowing(context.wrap { try failing(1) })
  takeOne(context.wrap { _ in synchronously() })
  takeOne(context.wrap { try failing($0) })
  take(context.wrap { @MainActor () async in _ = title(1) })
  let callback: @Sendable () async -> Void = context.wrap { synchronously() }
  take(callback)
}

nonisolated func pausing(_ answer: Answer, _ number: Int) async throws -> Answer {
  await pause()
  return Answer(text: "\(number) \(Trace.id.get())")
}

#if !hasFeature(NonisolatedNonsendingByDefault)
  /// Takes an argument that is not `Sendable`. (Where functions stay on their caller's actor by default, a
  /// handler with such an argument must be written with `context.run`, because the type of the wrapped
  /// closure does not convert.)
  nonisolated func handled(_ call: sending Call) async throws -> String {
    let handler: Handler = Context(Trace.id.bound(to: 7)).wrap { call in try await answer(call) }
    return try await handler(call).text
  }
#else
  nonisolated func handled(_ call: sending Call) async throws -> String {
    let context = Context(Trace.id.bound(to: 7))
    let handler: Handler = { call in try await context.run { try await answer(call) } }
    return try await handler(call).text
  }
#endif
