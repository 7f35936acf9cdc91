// Adopting the changes of a task or a hop: all of them, or none.
import ContextVars
import Dispatch
import TaskContext
import TestSupport
import Testing

@Suite struct AdoptTests {
  @Test func `adopt applies all changes of a task`() async throws {
    try await Context.withValues(Request.id.bound(to: "a"), Request.tenant.bound(to: "t")) {
      let base = Context.current
      let changed = try await Task(context: base) {
        try Request.user.set("found")
        try Request.id.set("b")
        try Request.tenant.unset()
        try TaskContext.set("key", 1)
        return Context.current
      }.value
      try Context.adopt(changesFrom: changed, since: base)
      #expect(Context.current == changed)
      #expect(Request.tenant.get() == "public")
    }
  }

  /// Like a request handler that fails after it has found out who the caller is.
  @Test func `adopt applies the changes of a task that has thrown and of a hop`() async throws {
    try await Request.id.withValue("a") {
      let base = Context.current
      let scope = ContextScope(base)
      func authenticate() async throws {
        defer {
          #expect(throws: Never.self) { try Context.adopt(changesFrom: scope.snapshot, since: base) }
        }
        try await Task(scope: scope) {
          try Request.user.set("found")
          throw Failure()
        }.value
      }
      await #expect(throws: Failure()) { try await authenticate() }
      #expect(try Request.user.get() == "found")
      // The same for a hop that the caller waits for.
      let queue = DispatchQueue(label: "hop")
      let hop = ContextScope()
      try queue.sync { try hop.run { _ = try Request.user.set("by the queue") } }
      try Context.adopt(changesFrom: hop.snapshot, since: .current)
      #expect(try Request.user.get() == "by the queue")
    }
  }

  @Test func `adopt takes the other context's value where both have changed it and leaves the rest`() throws {
    let base = Context(Request.id.bound(to: "base"))
    let theirs = base.binding(Request.id, to: "theirs").binding(Request.user, to: "theirs")
    try base.run {
      let token = try Request.id.set("mine")
      try Request.tenant.set("mine")
      try Context.adopt(changesFrom: theirs, since: base)
      #expect(Context.current == theirs.binding(Request.tenant, to: "mine"))
      try Request.id.reset(token)
      #expect(try Request.id.get() == "base", "a token knows what was before its own set")
      try Context.adopt(changesFrom: base, since: theirs)
      #expect(!Request.user.isBound)
      try Context.adopt(changesFrom: base, since: base)
    }
  }

  @Test func `adopt ignores what a policy did`() async throws {
    let lock = ContextVar("lock", default: "none", inheritance: .never)
    let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })
    try await Context.withValues(lock.bound(to: "held"), span.bound(to: "root")) {
      let base = Context.current
      let idle = await Task(context: base) { Context.current }.value
      try Context.adopt(changesFrom: idle, since: base)
      #expect([lock.get(), span.get()] == ["held", "root"])
      let busy = try await Task(context: base) {
        try lock.set("its own")
        try span.set("its own")
        return Context.current
      }.value
      try Context.adopt(changesFrom: busy, since: base)
      #expect([lock.get(), span.get()] == ["held", "its own"], "what is never handed on is not handed back")
    }
  }

  @Test func `a refused adopt changes nothing`() async throws {
    let changed = Context(Request.user.bound(to: "x"))
    #expect(
      refusal { try Context.adopt(changesFrom: changed, since: .empty) } == .noScope)
    await Request.id.withValue("r") {
      let refused = await Task {
        refusal { try Context.adopt(changesFrom: changed, since: .empty) }
      }.value
      #expect(refused == .notOwner)
      #expect(!Request.user.isBound)
    }
  }

  @Test func `adopt tells watchers of each change and of nothing else`() throws {
    let variable = ContextVar("watched", default: 0)
    let scope = ContextScope(Context(variable.bound(to: 1)))
    let told = Tally()
    let watches = (
      variable.watch { told.add("\($0.kind) \($0.oldValue as Any) \($0.newValue as Any)") },
      scope.watch {
        if case .change(let kind, let variable, _, _) = $0 { told.add("\(kind) \(variable.name)") }
      }
    )
    try scope.run {
      let base = Context.current
      var changed = base.binding(variable, to: 2).binding(Request.user, to: "u")
      changed[key: "key"] = 1
      try Context.adopt(changesFrom: changed, since: base)
      try Context.adopt(changesFrom: changed.removing(variable), since: changed)
    }
    withExtendedLifetime(watches) {}
    #expect(
      told.counts == [
        "set Optional(1) Optional(2)": 1, "unset Optional(2) nil": 1, "set watched": 1, "unset watched": 1,
        "set user": 1, "set key": 1,
      ])
  }

  @Test func `adopt changes the layer or the shared scope of its task`() async throws {
    try await Request.id.withValue("parent") {
      try await Task(inheriting: .layer) {
        try Context.adopt(changesFrom: Context(Request.id.bound(to: "layer")), since: .empty)
        #expect(try Request.id.get() == "layer")
      }.value
      #expect(try Request.id.get() == "parent")
      try await Task(inheriting: .share) {
        try Context.adopt(changesFrom: Context(Request.id.bound(to: "shared")), since: .empty)
      }.value
      #expect(try Request.id.get() == "shared")
    }
  }
}
