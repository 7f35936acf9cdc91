// The code of the articles "Coming from …" in ContextVars.docc: see DocumentationTests.swift in
// ContextVarsTests.
import ContextVars
import Dispatch
import Foundation
import TaskContext
import TestSupport
import Testing

private enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
}

// MARK: - aiotask-context

@Suite struct AiotaskContextMigrationTests {
  @Test func `the example prints what its Python original prints`() async throws {
    @Sendable func line(_ event: String) throws -> String {
      let part = try TaskContext.get("part", default: "all")
      return "\(try TaskContext.get("request_id", default: "-")) \(part): \(event)"
    }

    @Sendable func load(_ part: String) throws -> String {
      try TaskContext.set("part", part)  // seen only by this task
      return try line("loaded")
    }

    @Sendable func handle(_ id: String) async throws -> [String] {
      try TaskContext.set("request_id", id)
      let user = Task(inheriting: .copy) { try load("user") }
      let orders = Task(inheriting: .copy) { try load("orders") }
      return try await [user.value, orders.value, line("done")]
    }

    let lines = try await Task(inheriting: .copy) { try await handle("r-42") }.value
    #expect(lines == ["r-42 user: loaded", "r-42 orders: loaded", "r-42 all: done"])
  }

  @Test func `keys are set read and cleared as in aiotask-context`() async throws {
    try await Task(inheriting: .share) {
      try TaskContext.set("key", "value")
      #expect(try TaskContext.get("key") as? String == "value")
      #expect(try TaskContext.get("key", as: String.self) == "value")
      #expect(try TaskContext.get("missing", as: String.self) == nil)
      #expect(try TaskContext.get("key", default: "-") == "value")
      #expect(try TaskContext.get("missing", default: "-") == "-")
      #expect(refusal { try TaskContext.get("key", as: Int.self) } == .valueOfAnotherType)
      try TaskContext.set(1, "one")
      #expect(try TaskContext.get(1.0, as: String.self) == "one", "one key, as in Python")
      let keys = Context.current.compactMap(\.variable.key)
      #expect(Set(keys.map { AnyHashable($0) }) == ["key", 1])
      #expect(Context.current[key: "key"] as? String == "value")
      try TaskContext.remove("key")
      #expect(try TaskContext.get("key") == nil)
      try Request.tenant.set("acme")
      try TaskContext.clear()
      #expect(try TaskContext.get(1) == nil)
      #expect(Request.tenant.get() == "acme", "clear leaves variables alone")
    }.value
  }

  /// Returns the key's value, and then sets it.
  @Sendable static func handle() throws -> String? {
    let found = try TaskContext.get("key", as: String.self)
    try TaskContext.set("key", "child's")
    return found
  }

  @Test func `each task factory corresponds to an inheritance of the started task`() async throws {
    let handle = Self.handle
    func key() throws -> String? { try TaskContext.get("key", as: String.self) }
    try await Task(inheriting: .share) {
      try TaskContext.set("key", "parent's")
      let plain = Task { refusal { try TaskContext.set("key", "child's") } }
      #expect(await plain.value == .notOwner)
      let copying = Task(inheriting: .copy) { try handle() }
      #expect(try await copying.value == "parent's")
      let layered = Task(inheriting: .layer) { try handle() }
      #expect(try await layered.value == "parent's")
      let grouped = try await withThrowingTaskGroup(of: String?.self) { group in
        group.addTask(inheriting: .copy) { try handle() }
        return try await group.next()
      }
      #expect(grouped == "parent's")
      #expect(try key() == "parent's", "none of these has changed it")
      let shared = Task(inheriting: .share) { try handle() }
      #expect(try await shared.value == "parent's")
      #expect(try key() == "child's")
      let empty = Task(inheriting: .none) { try handle() }
      #expect(try await empty.value == nil)
      let chosen = Context.current.filter { $0.variable.name != "key" }
      let task = Task(context: chosen) { try handle() }
      #expect(try await task.value == nil)
    }.value
  }

  @Test func `a value is copied only by copy and only if its key says how`() async throws {
    final class Notes: Sendable { func copy() -> Notes { Notes() } }
    let notes = Notes()
    @Sendable func found(_ key: String) throws -> Bool {
      try TaskContext.get(key, as: Notes.self) === notes
    }
    try await Task(inheriting: .copy) {
      try TaskContext.set("same", notes)
      try TaskContext.set("own", notes, copy: { $0.copy() })
      let copied = Task(inheriting: .copy) { try [found("same"), found("own")] }
      #expect(try await copied.value == [true, false])
      #expect(try await Task(inheriting: .layer) { try found("own") }.value)
    }.value
  }

  @Test func `outside a scope a key is refused and a callback is given its context`() async throws {
    #expect(refusal { try TaskContext.get("key") } == .noScope)
    #expect(refusal { try TaskContext.set("key", "value") } == .noScope)
    #expect(refusal { try TaskContext.clear() } == .noScope)
    try await Context().run {
      try TaskContext.set("key", "value")
      let callback = Context.current.wrap { try? handle() }
      @Sendable func handle() throws -> String { try TaskContext.get("key", default: "-") }
      let queue = DispatchQueue(label: "executor")
      #expect(await suspended { seen in queue.async { seen(callback() ?? "refused") } } == "value")
      #expect(
        await suspended { seen in
          queue.async(context: .current) { seen((try? handle()) ?? "refused") }
        } == "value")
      #expect(await suspended { seen in queue.async { seen((try? handle()) ?? "refused") } } == "refused")
    }
  }
}

// MARK: - aiocontextvars

@Suite struct AiocontextvarsMigrationTests {
  @Test func `variables of aiocontextvars become context variables`() throws {
    let id = ContextVar("id", of: String.self)
    let limit = ContextVar("limit", default: 10)
    #expect(id.name == "id")
    #expect(limit.defaultValue == 10)
    #expect(refusal { try id.get() } == .noValue)
    #expect(id.get(default: "-") == "-")
    #expect(refusal { try id.set("r-42") } == .noScope)
    try Context.current.run {
      try id.set("r-42")
      #expect(try id.get() == "r-42")
      #expect(Context.current[id] == "r-42")
      try id.unset()
      #expect(!id.isBound)
      try id.unset()
      try limit.unset()
      #expect(limit.get() == 10)
    }
    #expect(Context().isEmpty)
    let copy = Context(limit.bound(to: 20))
    #expect(copy[limit] == 20)
  }

  @Test func `inheritance is chosen when a task is started`() async throws {
    let id = ContextVar("id", of: String.self)
    @Sendable func handle() -> String { id.get(default: "nothing") }
    try await Context().run {
      try id.set("initial")
      let (stream, go) = AsyncStream.makeStream(of: Void.self)
      let inheriting = Task(inheriting: .copy) {
        for await _ in stream { break }
        return handle()
      }
      let snapshot = Task(context: .current) { handle() }
      let empty = Task(inheriting: .none) { handle() }
      try id.set("update")
      go.yield()
      #expect(await inheriting.value == "initial", "as when it was started")
      #expect(await snapshot.value == "initial")
      #expect(await empty.value == "nothing")
      #expect(try id.get() == "update")
      #expect(await Task(inheriting: .copy) { handle() }.value == "update")
      #expect(await Task.detached { (handle(), refusal { try id.set("x") }) }.value == ("nothing", .noScope))
    }
  }
}

// MARK: - contextvars

@Suite struct ContextvarsMigrationTests {
  let id = ContextVar("id", of: String.self)
  let limit = ContextVar("limit", default: 10)

  @Test func `variables and tokens behave as in Python`() throws {
    #expect(id.name == "id")
    var seen: [Int] = []
    func handle() { seen.append(limit.get()) }
    try Context.current.run {
      let token = try limit.set(20)
      #expect(limit.get() == 20)
      #expect(token.variable == limit)
      #expect(token.oldValue == nil)
      try limit.reset(token)
      #expect(limit.get() == 10)
      #expect(token.isUsed)
      #expect(refusal { try limit.reset(token) } == .tokenAlreadyUsed)
      try limit.set(30).scope { handle() }
      limit.withValue(20) { handle() }
      #expect(seen == [30, 20])
      #expect(limit.get() == 10)
      let inner = try Context.current.run { try limit.set(40) }
      #expect(refusal { try limit.reset(inner) } == .tokenOfAnotherContext)
    }
    try limit.withValue(20) {
      let token = try limit.set(30)
      #expect(token.oldValue == 20)
    }
  }

  @Test func `contexts behave as they do in Python`() throws {
    Context(id.bound(to: "r-42")).run {
      let context = Context.current
      #expect(context[id] == "r-42")
      #expect(context[limit] == nil, "a default is no binding")
      #expect(context[limit] ?? 5 == 5)
      #expect(context.contains(id))
      #expect(context.count == 1)
      for (variable, value) in context { #expect(variable.name == "id" && value as? String == "r-42") }
      #expect(context.map(\.variable) == [AnyContextVar(id)])
      #expect(context.map(\.value) as? [String] == ["r-42"])
      var copy = context
      #expect(copy == context)
      copy[id] = nil
      #expect(copy.isEmpty && context.count == 1)
      func handle() -> Bool { (try? limit.set(20)) != nil }
      #expect(context.run { handle() })
      #expect(limit.get() == 10 && context.count == 1)
    }
    let scope = ContextScope(Context())
    try scope.run { try limit.set(20) }
    #expect(try scope.run { limit.get() } == 20)
    #expect(scope.snapshot[limit] == 20)
    #expect(try scope.run { refusal { try scope.run {} } } == .scopeAlreadyEntered)
  }

  @Test func `tasks of asyncio are started with a context`() async throws {
    let (id, limit) = (id, limit)
    @Sendable func handle() throws -> String { "\(id.get(default: "-")) \(try limit.set(20).variable.get())" }
    try await Context(id.bound(to: "r-42")).run {
      let task = Task(context: .current) { try handle() }
      #expect(try await task.value == "r-42 20")
      let scope = ContextScope(Context.current)
      let shared = try Task(scope: scope) { try handle() }
      #expect(try await shared.value == "r-42 20")
      #expect(scope.snapshot[limit] == 20)
      let results = try await withThrowingTaskGroup(of: String.self) { group in
        group.addTask(context: .current) { try handle() }
        try group.addTask(scope: scope) { try handle() }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results == ["r-42 20", "r-42 20"])
      #expect(limit.get() == 10)
    }
  }

  @Test func `callbacks and threads are given a context`() async throws {
    let (id, queue) = (id, DispatchQueue(label: "loop"))
    let context = Context(id.bound(to: "r-42"))
    func seen(_ schedule: (@escaping @Sendable () -> Void) -> Void) async -> String {
      await suspended { seen in schedule { seen(id.get(default: "-")) } }
    }
    #expect(await seen { handle in queue.async(context: context) { handle() } } == "r-42")
    #expect(
      await seen { handle in
        context.run { queue.async(context: .current) { handle() } }
      } == "r-42")
    #expect(await seen { handle in queue.async { handle() } } == "-")
    #expect(
      await seen { handle in
        queue.asyncAfter(deadline: .now() + 0.01, context: context) { handle() }
      } == "r-42")
    #expect(
      await seen { handle in
        let callback = context.wrap { handle() }
        queue.async(execute: callback)
      } == "r-42")
    #expect(await seen { handle in Thread(block: context.wrap { handle() }).start() } == "r-42")
    let done = DispatchGroup()
    #expect(
      await seen { handle in done.notify(queue: queue, context: context) { handle() } } == "r-42")
    #expect(queue.sync(context: context) { id.get(default: "-") } == "r-42")
  }
}

// MARK: - Swift's own

@Suite struct SwiftMigrationTests {
  @Test func `task locals become context variables`() async throws {
    #expect(Request.tenant.get() == "public")
    #expect(Request.id.get(default: "-") == "-")
    let id = Request.id
    try await id.withValue("r-42") {
      #expect(try Request.id.get() == "r-42")
      async let child = Request.id.get()
      #expect(try await child == "r-42")
      #expect(try await Task { try Request.id.get() }.value == "r-42")
      let task = Task.detached { Request.id.get(default: "-") }
      #expect(await task.value == "-")
      let detached = Task.detached(context: .current) { try Request.id.get() }
      #expect(try await detached.value == "r-42")
      let seen = await suspended { seen in
        DispatchQueue(label: "queue").async(context: .current) { seen(Request.id.get(default: "-")) }
      }
      #expect(seen == "r-42")
      try Request.id.set("r-43")
      #expect(try id.get() == "r-43")
    }
    func handle() -> String { "\(Request.id.get(default: "-")) \(Request.tenant.get())" }
    #expect(Request.id.withValue("r-42") { handle() } == "r-42 public")
    #expect(Request.id.withValue("r-42") { Request.id.withoutValue { handle() } } == "- public")
    #expect(
      Context.withValues(Request.id.bound(to: "r-42"), Request.tenant.bound(to: "acme")) { handle() }
        == "r-42 acme")
  }

  @Test func `service contexts become contexts of variables`() async throws {
    #expect(Request.id.name == "request-id")
    var context = Context()
    #expect(context.isEmpty)
    context[Request.id] = "r-42"
    let id = context[Request.id]
    #expect(id == "r-42" && context.count == 1)
    func handle() async -> String { Request.id.get(default: "-") }
    #expect(await context.run { await handle() } == "r-42")
    #expect(await Request.id.withValue("r-43") { await handle() } == "r-43")
    await context.run {
      #expect(Context.current == context)
      #expect(await Context().run { await handle() } == "-")
    }
    var listed: [String] = []
    func list(_ variable: AnyContextVar, _ value: any Sendable) { listed.append("\(variable.name)=\(value)") }
    context.forEach { variable, value in list(variable, value) }
    #expect(listed == ["request-id=r-42"])
    context[Request.id] = nil
    #expect(context.isEmpty)
  }
}
