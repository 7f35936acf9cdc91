// Watching variables and scopes: who is notified of which change.
import ContextVars
import Foundation
import TestSupport
import Testing

@Suite struct WatchTests {
  /// The notifications, in order.
  private final class Journal: Sendable {
    private let lock = NSLock()
    /// `nonisolated(unsafe)`: accessed under `lock` only.
    private nonisolated(unsafe) var state: [String] = []
    func write(_ line: String) { lock.withLock { state.append(line) } }
    var lines: [String] { lock.withLock { state } }
  }

  private static func text(_ change: ContextVarChange<String>) -> String {
    "\(change.kind) \(change.oldValue ?? "-") \(change.newValue ?? "-")"
  }

  private static func text(_ event: ContextScope.Event) -> String {
    switch event {
    case .enter: "enter"
    case .leave: "leave"
    case .change(let kind, let variable, let old, let new):
      "\(kind) \(variable.name) \(old.map { "\($0)" } ?? "-") \(new.map { "\($0)" } ?? "-")"
    }
  }

  @Test func `a variable's watcher is called after every change`() throws {
    let variable = ContextVar("watched", of: String.self)
    let journal = Journal()
    let watch = variable.watch { change in
      journal.write(Self.text(change))
      if change.kind != .leave { #expect(variable.get(default: "-") == change.newValue ?? "-") }
    }
    try Context().run {
      let token = try variable.set("a")
      try variable.set("b")
      try variable.withValue("c") {
        try variable.set("d")
        variable.withoutValue {}
      }
      try variable.reset(token)
      let unset = try variable.unset()
      try variable.reset(unset)
      Context.withValues(variable.bound(to: "e"), Request.tenant.bound(to: "t")) {}
    }
    #expect(
      journal.lines == [
        "set - a", "set a b", "enter b c", "set c d", "enter d -", "leave - d", "leave d b", "reset b -",
        "unset - -", "reset - -", "enter - e", "leave e -",
      ])
    watch.cancel()
  }

  @Test func `a change made by a watcher is reported after the change that it answers`() throws {
    let variable = ContextVar("answered", of: String.self)
    let journal = Journal()
    let first = variable.watch { if $0.newValue == "ping" { _ = try? variable.set("pong") } }
    let second = variable.watch { journal.write(Self.text($0)) }
    let changes = variable.changes
    try Context().run { try variable.set("ping") }
    #expect(journal.lines == ["set - ping", "set ping pong"])
    withExtendedLifetime((first, second, changes)) {}
  }

  @Test func `a change by a task that a watcher starts is reported too`() async throws {
    let variable = ContextVar("started", of: String.self)
    let journal = Journal()
    let tasks = Journal()
    let watch = variable.watch { change in
      journal.write(Self.text(change))
      if change.newValue == "start" {
        Task(context: Context()) {
          _ = try? variable.set("task")
          tasks.write("done")
        }
      }
    }
    try Context().run { try variable.set("start") }
    while tasks.lines.isEmpty { await Task.yield() }
    #expect(journal.lines == ["set - start", "set - task"])
    watch.cancel()
  }

  @Test func `the end of a withValue reports the value that is read from then on`() async throws {
    let variable = ContextVar("since", of: String.self)
    let journal = Journal()
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let (entered, enter) = AsyncStream.makeStream(of: Void.self)
    try await variable.withValue("p1") {
      let watch = variable.watch { if $0.kind == .leave { journal.write(Self.text($0)) } }
      let child = Task {
        await variable.withValue("c") {
          enter.finish()
          for await _ in gate {}
        }
      }
      for await _ in entered {}
      try variable.set("p2")
      open.finish()
      await child.value
      watch.cancel()
    }
    #expect(journal.lines == ["leave c p2"])
  }

  @Test func `a variable that is bound twice in one call is reported once`() {
    let variable = ContextVar("twice", of: String.self)
    let journal = Journal()
    let watch = variable.watch { journal.write(Self.text($0)) }
    Context.withValues(variable.bound(to: "1"), variable.bound(to: "2")) {}
    #expect(journal.lines == ["enter - 2", "leave 2 -"])
    watch.cancel()
  }

  @Test func `a watch that replaces a cancelled one stays active`() throws {
    let scope = ContextScope(Context())
    let journal = Journal()
    var watch: ContextWatch? = scope.watch { _ in journal.write("old") }
    watch?.cancel()
    watch = scope.watch { _ in journal.write("new") }
    try scope.run {}
    #expect(journal.lines == ["new", "new"])
    withExtendedLifetime(watch) {}
  }

  @Test func `a watcher cancelled by another is not called`() throws {
    let variable = ContextVar("cancels", of: String.self)
    let journal = Journal()
    final class Later: Sendable {
      /// `nonisolated(unsafe)`: only one thread uses it.
      nonisolated(unsafe) var watch: ContextWatch?
    }
    let later = Later()
    let first = variable.watch { _ in later.watch?.cancel() }
    later.watch = variable.watch { _ in journal.write("called") }
    try Context().run { try variable.set("a") }
    #expect(journal.lines.isEmpty)
    first.cancel()
  }

  @Test func `a cancelled watch does not keep its scope`() {
    weak var watched: ContextScope?
    var watch: ContextWatch?
    do {
      let scope = ContextScope(Context())
      watched = scope
      watch = scope.watch { _ in }
    }
    #expect(watched != nil)
    watch?.cancel()
    #expect(watched == nil)
  }

  @Test func `tasks that take turns in a scope are reported in turn`() async {
    let scope = ContextScope(Context())
    let journal = Journal()
    let watch = scope.watch { journal.write(Self.text($0)) }
    await withTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<50 {
            try? scope.run {}
            await Task.yield()
          }
        }
      }
    }
    let lines = journal.lines
    #expect(!lines.isEmpty)
    #expect(lines == (0..<lines.count).map { $0 % 2 == 0 ? "enter" : "leave" })
    watch.cancel()
  }

  @Test func `a watched withValue returns and throws like an unwatched one`() async throws {
    struct Ticket: ~Copyable { let number: Int }
    let variable = ContextVar("typed", of: String.self)
    let watch = variable.watch { _ in }
    let ticket = variable.withValue("a") { Ticket(number: 1) }
    let later = await variable.withValue("b") {
      await Task.yield()
      return Ticket(number: 2)
    }
    #expect(ticket.number + later.number == 3)
    do throws(Failure) {
      try variable.withValue("c") { () throws(Failure) in throw Failure(reason: 4) }
    } catch {
      #expect(error.reason == 4)
    }
    watch.cancel()
  }

  @Test func `a refused change is not reported`() async throws {
    let variable = ContextVar("refused", of: String.self)
    let journal = Journal()
    let watch = variable.watch { journal.write(Self.text($0)) }
    #expect(refusal { try variable.set("a") } == .noScope)
    try await Context().run {
      let token = try variable.set("a")
      try variable.reset(token)
      #expect(refusal { try variable.reset(token) } == .tokenAlreadyUsed)
      let refused = await Task { refusal { try variable.set("b") } }.value
      #expect(refused == .notOwner)
    }
    #expect(journal.lines == ["set - a", "reset a -"])
    watch.cancel()
  }

  @Test func `the end of a withValue that throws is reported`() async {
    let variable = ContextVar("thrown", of: String.self)
    let journal = Journal()
    let watch = variable.watch { journal.write(Self.text($0)) }
    #expect(throws: Failure()) { try variable.withValue("a") { throw Failure() } }
    await #expect(throws: Failure()) {
      try await variable.withValue("b") {
        await Task.yield()
        throw Failure()
      }
    }
    #expect(journal.lines == ["enter - a", "leave a -", "enter - b", "leave b -"])
    watch.cancel()
  }

  @Test func `a watcher may use the library and its own changes are reported to it`() throws {
    let variable = ContextVar("echo", of: String.self)
    let journal = Journal()
    let watch = variable.watch { change in
      journal.write(Self.text(change))
      if change.newValue == "ping" { _ = try? variable.set("pong") }
    }
    try Context().run {
      try variable.set("ping")
      #expect(try variable.get() == "pong")
    }
    #expect(journal.lines == ["set - ping", "set ping pong"])
    watch.cancel()
  }

  @Test func `a watcher that is cancelled or released is not called`() throws {
    let variable = ContextVar("cancelled", of: String.self)
    let journal = Journal()
    let first = variable.watch { _ in journal.write("first") }
    var second: ContextWatch? = variable.watch { _ in journal.write("second") }
    try Context().run {
      try variable.set("a")
      first.cancel()
      first.cancel()
      try variable.set("b")
      withExtendedLifetime(second) {}
      second = nil
      try variable.set("c")
    }
    #expect(journal.lines == ["first", "second", "second"])
  }

  @Test func `what a watcher holds is released with the watch`() throws {
    final class Resource: Sendable {}
    let variable = ContextVar("held", of: String.self)
    weak var watched: Resource?
    var watch: ContextWatch?
    do {
      let resource = Resource()
      watched = resource
      watch = variable.watch { _ in withExtendedLifetime(resource) {} }
    }
    #expect(watched != nil)
    withExtendedLifetime(watch) {}
    watch = nil
    #expect(watched == nil)
  }

  @Test func `a scope's watcher is told of each entry and exit and of each change in the scope`() throws {
    let variable = ContextVar("in-scope", of: String.self)
    let journal = Journal()
    let scope = ContextScope(Context())
    let other = ContextScope(Context())
    let watch = scope.watch { journal.write(Self.text($0)) }
    try scope.run {
      try variable.set("a")
      try variable.withValue("elsewhere") { try variable.set("elsewhere too") }
      try other.run { try variable.set("elsewhere as well") }
      let token = try variable.set("b")
      try variable.reset(token)
      try variable.unset()
      #expect(refusal { try scope.run {} } == .scopeAlreadyEntered)
    }
    try scope.run {}
    watch.cancel()
    try scope.run { try variable.set("unseen") }
    #expect(
      journal.lines == [
        "enter", "set in-scope - a", "set in-scope a b", "reset in-scope b a", "unset in-scope a -", "leave",
        "enter", "leave",
      ])
  }

  @Test func `entering and leaving a scope are reported inside the scope`() async throws {
    let variable = ContextVar("seen-by-watchers", default: "outside")
    let scope = ContextScope(Context(variable.bound(to: "inside")))
    let seen = Tally()
    let watch = scope.watch { event in seen.add("\(Self.text(event)) \(variable.get())") }
    try scope.run {}
    try await scope.run { () async throws in await Task.yield() }
    try await Task(scope: scope) {}.value
    try await withThrowingTaskGroup { group in
      try group.addTask(scope: scope) {}
      try await group.waitForAll()
    }
    watch.cancel()
    #expect(seen.counts == ["enter inside": 4, "leave inside": 4])
  }

  @Test func `changes come as a sequence`() async throws {
    let variable = ContextVar("sequence", of: String.self)
    let changes = variable.changes
    try Context().run {
      try variable.set("a")
      try variable.set("b")
    }
    var iterator = changes.makeAsyncIterator()
    #expect(await iterator.next().map(Self.text) == "set - a")
    #expect(await iterator.next().map(Self.text) == "set a b")
  }

  @Test func `a scope's events come as a sequence that ends with its reader`() async throws {
    let scope = ContextScope(Context())
    let events = scope.events
    let reader = Task {
      var seen: [String] = []
      for await event in events {
        seen.append(Self.text(event))
        if seen.count == 3 { break }
      }
      return seen
    }
    try scope.run { try Request.user.set("me") }
    #expect(await reader.value == ["enter", "set user - me", "leave"])
  }

  @Test func `a sequence of changes stops watching when it is released`() throws {
    final class Resource: Sendable {}
    let variable = ContextVar("let-go", of: Resource.self)
    weak var watched: Resource?
    var changes: AsyncStream<ContextVarChange<Resource>>? = variable.changes
    try Context().run {
      let resource = Resource()
      watched = resource
      try variable.set(resource)
    }
    withExtendedLifetime(changes) { #expect(watched != nil, "it waits to be read") }
    changes = nil
    #expect(watched == nil)
    try Context().run {
      let resource = Resource()
      watched = resource
      try variable.set(resource)
    }
    #expect(watched == nil, "nobody keeps what was set since")
  }

  @Test func `watchers come and go while others set`() async throws {
    let variable = ContextVar("busy", of: Int.self)
    let told = Tally()
    await withTaskGroup { group in
      for task in 0..<4 {
        group.addTask(context: Context()) {
          for step in 0..<200 {
            if task == 0 {
              let watch = variable.watch { _ in told.add("told") }
              await Task.yield()
              watch.cancel()
            } else {
              _ = try? variable.set(step)
            }
          }
        }
      }
    }
    let before = told.counts
    try Context().run {
      try variable.set(1)
      #expect(told.counts == before, "all watches are cancelled")
      let watch = variable.watch { _ in told.add("told") }
      try variable.set(2)
      #expect(told.counts["told", default: 0] == before["told", default: 0] + 1)
      watch.cancel()
    }
  }
}
