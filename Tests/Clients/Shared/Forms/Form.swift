// A table of the spellings that start a task, so that the rules of imports are tested with each of them.
import ContextVars
import Testing

/// One spelling that starts a task.
struct Form: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// Starts a task that runs the child, runs `meanwhile` concurrently, and waits for the task to end.
  let run: @Sendable (Child, _ meanwhile: @Sendable () async -> Void) async throws -> Void

  /// The child that a form starts, and the arguments for starting it.
  struct Child: Sendable {
    // The arguments for `name:`, `priority:` and `executorPreference:`, for forms that have these labels.
    let name = "courier"
    let priority = TaskPriority.background
    let executor = CountingExecutor()

    let operation: @Sendable (Child) async -> Void

    @concurrent @Sendable func callAsFunction() async { await operation(self) }

    @concurrent @Sendable func throwing() async throws {
      await operation(self)
      try Task.checkCancellation()
    }
  }

  init(
    _ name: String,
    run: @escaping @Sendable (Child, _ meanwhile: @Sendable () async -> Void) async throws -> Void
  ) {
    testDescription = name
    self.run = run
  }

  /// A form that starts a task outside a group.
  init<Success, E: Error>(
    _ name: String, start: @escaping @Sendable (Child) async throws -> Task<Success, E>
  ) {
    self.init(name) { child, meanwhile in
      let task = try await start(child)
      await meanwhile()
      _ = try await task.value
    }
  }

  /// Runs the form with `child`, and returns what the child returns. Throws a `CancellationError` if the
  /// child did not run.
  func value<Value: Sendable>(
    of child: @escaping @Sendable (Child) async -> Value, meanwhile: @Sendable () async -> Void = {}
  ) async throws -> Value {
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self)
    try await run(Child { continuation.yield(await child($0)) }, meanwhile)
    continuation.finish()
    for await value in stream { return value }
    throw CancellationError()
  }

  /// Whether the form passes an argument with this label.
  func passes(_ label: String) -> Bool { testDescription.contains(label + ":") }

  /// What a task sees if it was started while "before" was bound, after its parent has set "after".
  func found() async throws -> Found {
    try await Request.id.withValue("before") {
      let gate = Gate()
      let found = try await value { _ in
        await gate.wait()
        return Found()
      } meanwhile: {
        #expect(throws: Never.self) { try Request.id.set("after") }
        gate.open()
      }
      #expect(Request.id.get() == "after", "what the task has set reached its parent")
      return found
    }
  }
}
