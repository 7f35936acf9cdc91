// A table of every function that starts a task, so that rules can be tested with each of them.
import ContextVars
import Testing

/// One way to start a task.
struct Way: Sendable, CustomTestStringConvertible {
  /// What the task is given: nothing, a context, a scope, or an inheritance.
  enum Gift: Sendable {
    case nothing
    case context(Context)
    case scope(ContextScope)
    case inheriting(TaskInheritance)
  }

  /// The other arguments of the call that starts the task.
  struct Traits: Sendable {
    var name: String?
    var priority: TaskPriority?
    /// For the ways that take an executor.
    var executor: (any TaskExecutor)?
  }

  let testDescription: String
  let isDetached: Bool
  let isImmediate: Bool

  /// Starts a task with the gift, runs `meanwhile` concurrently, and waits for the task to end.
  private let run: Run
  typealias Run =
    @Sendable (Gift, Traits, @escaping Child, _ meanwhile: () async throws -> Void) async throws -> Void
  typealias Child = @Sendable @concurrent () async -> Void

  init(_ name: String, _ run: @escaping Run) {
    testDescription = name
    isDetached = name.contains("etached")
    isImmediate = name.contains("mmediate")
    self.run = run
  }

  /// Starts `child` with `gift`, runs `meanwhile` in the calling task, then waits for the child.
  func start(
    with gift: Gift = .nothing, _ traits: Traits = Traits(), _ child: @escaping Child,
    meanwhile: () async throws -> Void = {}
  ) async throws {
    try await run(gift, traits, child, meanwhile)
  }

  /// Like `start`, and returns what the child returns. Throws a `Failure` if the child did not run.
  func value<Value: Sendable>(
    with gift: Gift = .nothing, _ traits: Traits = Traits(), of child: @escaping @Sendable () async -> Value,
    meanwhile: () async throws -> Void = {}
  ) async throws -> Value {
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self)
    try await start(with: gift, traits, { continuation.yield(await child()) }, meanwhile: meanwhile)
    continuation.finish()
    for await value in stream { return value }
    throw Failure()
  }

  /// Whether this way takes an executor.
  var takesExecutor: Bool {
    !["Task", "Task.detached"].contains(testDescription.replacing(", throwing", with: ""))
  }

  /// Scripts/generate-spawns writes `tasks` and `groups`.
  static let all = tasks + groups
  static let attached = all.filter { !$0.isDetached }
}

// MARK: - Building the table

extension Way {
  /// A way to start a task outside a group.
  init(
    task name: String,
    _ start: @escaping @Sendable (Gift, Traits, @escaping Child) throws -> Task<Void, Never>
  ) {
    self.init(name) { gift, traits, child, meanwhile in
      let task = try start(gift, traits, child)
      try await meanwhile()
      await task.value
    }
  }

  /// A way to start a task outside a group, with an operation that may throw.
  init(
    throwing name: String,
    _ start:
      @escaping @Sendable (Gift, Traits, @escaping @Sendable @concurrent () async throws -> Void) throws
      -> Task<Void, any Error>
  ) {
    self.init("\(name), throwing") { gift, traits, child, meanwhile in
      let task = try start(gift, traits, child)
      try await meanwhile()
      try await task.value
    }
  }

  /// The outcome of `body`, for groups whose body cannot throw.
  static func outcome(_ body: () async throws -> Void) async -> Result<Void, any Error> {
    do { return .success(try await body()) } catch { return .failure(error) }
  }

  /// Throws if `isStarted` is false: a group that is not cancelled must take the task.
  static func expect(_ isStarted: Bool) throws {
    guard isStarted else { throw Failure(reason: 1) }
  }
}
