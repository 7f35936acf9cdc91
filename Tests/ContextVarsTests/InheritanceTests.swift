// Which bindings of a context reach a task that is started with it: `.inherit`, `.never`, `.fork`.
import ContextVars
import TestSupport
import Testing

@Suite struct InheritanceTests {
  static let plain = ContextVar("plain", of: String.self)
  static let lock = ContextVar("lock", default: "none", inheritance: .never)
  static let span = ContextVar("span", of: [String].self, inheritance: .fork { $0 + ["child"] })

  private var all: Context {
    Context(Self.plain.bound(to: "p"), Self.lock.bound(to: "held"), Self.span.bound(to: ["root"]))
  }

  /// What the running code reads.
  private static func seen() -> String {
    "\(plain.get(default: "-")) \(lock.get()) \(span.get(default: []).joined(separator: "/"))"
  }

  @Test func `within its task a variable of any policy is ordinary`() throws {
    try all.run {
      #expect(Self.seen() == "p held root")
      try Self.lock.set("again")
      #expect(Self.lock.get() == "again")
      #expect(Context.current[Self.lock] == "again")
      Self.plain.withValue("q") { #expect(Self.seen() == "q again root") }
    }
  }

  @Test func `a task started with a context receives what the policies let through`() async {
    let context = all
    #expect(await Task(context: context) { Self.seen() }.value == "p none root/child")
    await context.run {
      #expect(await Task(context: .current) { Self.seen() }.value == "p none root/child")
    }
    #expect(context[Self.lock] == "held", "the context itself stays as it is")
    #expect(context[Self.span] == ["root"])
  }

  @Test func `every kind of group honours the policies`() async throws {
    let context = all
    let seen = Tally()
    await withTaskGroup { group in
      group.addTask(context: context) { seen.add(Self.seen()) }
    }
    try await withThrowingTaskGroup { group in
      group.addTask(context: context) { seen.add(Self.seen()) }
      try await group.waitForAll()
    }
    await withDiscardingTaskGroup { group in
      group.addTask(context: context) { seen.add(Self.seen()) }
    }
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask(context: context) { seen.add(Self.seen()) }
    }
    #expect(seen.counts == ["p none root/child": 4])
  }

  @Test func `a value is forked each time its context is handed on`() async {
    let depth = await all.run {
      await Task(context: .current) {
        await Task(context: .current) { Self.span.get(default: []).count }.value
      }.value
    }
    #expect(depth == 3)
  }

  @Test func `the transform runs once for each task and in the task that starts it`() async {
    let runs = Tally()
    let variable = ContextVar(
      "counted", of: Int.self,
      inheritance: .fork { value in
        runs.add(Request.id.get(default: "nobody"))
        return value + 1
      })
    await Request.id.withValue("starter") {
      await variable.withValue(1) {
        let first = Task(context: .current) { variable.get(default: 0) }
        let second = Task(context: Context.current.removing(Request.id)) { variable.get(default: 0) }
        #expect(await first.value + second.value == 4)
      }
    }
    #expect(runs.counts == ["starter": 2])
  }

  @Test func `a variable that is not bound is not forked`() async {
    let task = Task(context: Context(Self.plain.bound(to: "p"))) { Self.seen() }
    #expect(await task.value == "p none ")
    let removed = all.removing(Self.span).removing(Self.lock)
    #expect(await Task(context: removed) { Self.seen() }.value == "p none ")
  }

  @Test func `a plain child reads no value of a never variable and no fork`() async {
    await all.run {
      async let child = Self.seen()
      #expect(await child == "p none root")
      let task = Task { (Self.seen(), Self.lock.isBound, Context.current.contains(Self.lock)) }
      #expect(await task.value == ("p none root", false, false))
      // Neither do the tasks that it starts in turn, nor the scopes that it opens.
      let grandchild = Task { await Task(context: .current) { Self.seen() }.value }
      #expect(await grandchild.value == "p none root/child")
      let inner = Task { Self.plain.withValue("q") { Self.seen() } }
      #expect(await inner.value == "q none root")
    }
  }

  @Test func `a never variable does not show in the scope that another task is in`() async throws {
    let scope = ContextScope(all)
    try await scope.run {
      #expect(scope.snapshot[Self.lock] == "held")
      let (seen, text) = await Task { (scope.snapshot[Self.lock], "\(scope)") }.value
      #expect(seen == nil)
      #expect(!text.contains("held"))
    }
    #expect(scope.snapshot[Self.lock] == "held", "nobody is in it")
  }

  @Test func `policies apply to many variables at once`() async {
    let variables = (0..<50).map { number in
      ContextVar("many\(number)", of: Int.self, inheritance: number % 2 == 0 ? .never : .fork { $0 + 1 })
    }
    let context = variables.reduce(Context()) { $0.binding($1, to: 1) }
    let seen = await Task(context: context) { variables.map { $0.get(default: 0) } }.value
    #expect(seen == (0..<50).map { $0 % 2 == 0 ? 0 : 2 })
    let stopped = await Task(context: context) { variables.map(\.explanation.cause) }.value
    #expect(stopped == (0..<50).map { $0 % 2 == 0 ? .stoppedByPolicy : .bound })
  }

  @Test func `a task may set what a policy kept from it`() async throws {
    let context = all
    let value = try await Task(context: context) {
      try Self.lock.set("mine")
      return Self.lock.get()
    }.value
    #expect(value == "mine")
  }

  @Test func `a value that a policy keeps back is not held by the task`() async {
    final class Resource: Sendable {}
    let variable = ContextVar("resource", of: Resource.self, inheritance: .never)
    weak var watched: Resource?
    let task: Task<Void, Never>
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    do {
      let resource = Resource()
      watched = resource
      task = variable.withValue(resource) {
        Task(context: .current) { for await _ in gate {} }
      }
    }
    #expect(watched == nil, "the task is still running")
    open.finish()
    await task.value
  }

  @Test func `the policy is shown with the variable`() {
    #expect("\(Self.lock)" == #"ContextVar("lock", default: "none", inheritance: never)"#)
    #expect("\(Self.span)" == #"ContextVar("span", inheritance: fork)"#)
    #expect("\(Self.plain)" == #"ContextVar("plain")"#)
  }

  @Test func `what a task has set and reset is not merged back`() async throws {
    try await Context.withValues(Self.lock.bound(to: "parent's"), Self.span.bound(to: ["root"])) {
      let base = Context.current
      let child = try await Task(context: base) {
        try Self.lock.set("mine").scope {}
        try Self.span.set(["x"]).scope {}
        return Context.current
      }.value
      let merged = base.merging(changesFrom: child, since: base) { _ in .theirs }
      #expect(merged == base)
      let set = try await Task(context: base) {
        try Self.lock.set("mine")
        try Self.span.set(["x"])
        return Context.current
      }.value
      let changed = base.merging(changesFrom: set, since: base) { _ in .theirs }
      #expect(changed[Self.lock] == "mine")
      #expect(changed[Self.span] == ["x"])
    }
  }

  @Test func `the cause for a variable that the task itself has unset is notBoundHere`() async throws {
    try await Self.lock.withValue("parent's") { () async throws in
      let causes = try await Task(context: .current) {
        let before = Self.lock.explanation.cause
        try Self.lock.set("mine")
        try Self.lock.unset()
        return [before, Self.lock.explanation.cause]
      }.value
      #expect(causes == [.stoppedByPolicy, .notBoundHere])
    }
  }
}
