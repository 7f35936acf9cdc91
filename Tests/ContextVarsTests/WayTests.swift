// What each way to start a task gives the task, and what the task may do.
import ContextVars
import TestSupport
import Testing

@Suite struct WayTests {
  /// What a task sees.
  struct Found: Equatable, Sendable {
    var id = Request.id.get(default: "-")
    var setting: ContextError.Code?
    /// The value after the task has tried to set the variable to "child".
    var own = ""

    init(_ id: String, setting: ContextError.Code? = nil, own: String = "child") {
      (self.id, self.setting, self.own) = (id, setting, own)
    }

    /// Reads, then tries to set.
    init() {
      setting = refusal { try Request.id.set("child") }
      own = Request.id.get(default: "-")
    }
  }

  private let context = Context(Request.id.bound(to: "given"))

  @Test(arguments: Way.attached)
  func `a plain child reads and may not set`(_ way: Way) async throws {
    try await Request.id.withValue("parent") { () async throws in
      #expect(try await way.value { Found() } == Found("parent", setting: .notOwner, own: "parent"))
    }
  }

  @Test(arguments: Way.attached)
  func `a plain child reads what its parent sets later`(_ way: Way) async throws {
    try await Request.id.withValue("before") {
      let gate = Gate()
      let seen = try await way.value {
        await gate.wait()
        return Request.id.get(default: "-")
      } meanwhile: {
        try Request.id.set("after")
        gate.open()
      }
      #expect(seen == "after")
    }
  }

  @Test(arguments: Way.all.filter(\.isDetached))
  func `a plain detached task starts empty`(_ way: Way) async throws {
    try await Request.id.withValue("parent") { () async throws in
      #expect(try await way.value { Found() } == Found("-", setting: .noScope, own: "-"))
    }
  }

  @Test(arguments: Way.all)
  func `a task started with a context owns a snapshot`(_ way: Way) async throws {
    try await Request.id.withValue("before") {
      let (started, go) = (Gate(), Gate())
      let seen = try await way.value(with: .context(.current)) {
        let found = Found()
        started.open()
        await go.wait()
        return [found.id, found.setting.map { "\($0)" } ?? "may set", Request.id.get(default: "-")]
      } meanwhile: {
        await started.wait()
        #expect(try Request.id.get() == "before", "the child's set reached its parent")
        try Request.id.set("after")
        go.open()
      }
      #expect(seen == ["before", "may set", "child"])
      #expect(try Request.id.get() == "after")
    }
  }

  @Test(arguments: Way.all)
  func `a task started with another context sees only that context`(_ way: Way) async throws {
    try await Request.user.withValue("parent's") {
      let seen = try await way.value(with: .context(context)) { (Found(), Request.user.isBound) }
      #expect(seen == (Found("given"), false))
      #expect(try await way.value(with: .context(context)) { Found() } == Found("given"), "a sibling")
    }
    #expect(try await way.value(with: .context(context)) { Found() } == Found("given"), "outside any scope")
  }

  @Test(arguments: Way.all)
  func `a task started in a scope is in it from the call to the task's end`(_ way: Way) async throws {
    let scope = ContextScope(context)
    let gate = Gate()
    let found = try await way.value(with: .scope(scope)) {
      let found = Found()
      await gate.wait()
      return found
    } meanwhile: {
      #expect(throws: ContextError.self) { try scope.run {} }
      await #expect(throws: ContextError.self) { try await way.start(with: .scope(scope)) {} }
      gate.open()
    }
    #expect(found == Found("given"))
    #expect(scope.snapshot[Request.id] == "child", "what was set stays in the scope")
    #expect(try scope.run { try Request.id.get() } == "child", "the task has left")
  }

  @Test(arguments: Way.all)
  func `a task started in a scope hands the scope on to its children`(_ way: Way) async throws {
    let scope = ContextScope(context)
    let found = try await way.value(with: .scope(scope)) {
      (await Task { Found() }.value, await Task(context: .current) { Found() }.value)
    }
    #expect(found == (Found("given", setting: .notOwner, own: "given"), Found("given")))
  }

  @Test(arguments: Way.all)
  func `a task that inherits a copy owns a snapshot`(_ way: Way) async throws {
    try await Request.id.withValue("parent") { () async throws in
      #expect(try await way.value(with: .inheriting(.copy)) { Found() } == Found("parent"))
      #expect(try Request.id.get() == "parent")
    }
    #expect(try await way.value(with: .inheriting(.copy)) { Found() } == Found("-"), "outside any scope")
  }

  @Test(arguments: Way.all)
  func `a task that inherits none starts empty`(_ way: Way) async throws {
    try await Request.id.withValue("parent") { () async throws in
      #expect(try await way.value(with: .inheriting(.none)) { Found() } == Found("-"))
      #expect(try Request.id.get() == "parent")
    }
  }

  @Test(arguments: Way.all)
  func `parent and child both change a shared scope`(_ way: Way) async throws {
    try await Request.id.withValue("before") {
      let (looked, changed) = (Gate(), Gate())
      let seen = try await way.value(with: .inheriting(.share)) {
        let found = Found()
        looked.open()
        await changed.wait()
        return [found.id, found.own, Request.id.get(default: "-")]
      } meanwhile: {
        await looked.wait()
        #expect(try Request.id.get() == "child")
        try Request.id.set("after")
        changed.open()
      }
      #expect(seen == ["before", "child", "after"])
    }
  }

  @Test(arguments: Way.all)
  func `a layer lies over the parent's live scope`(_ way: Way) async throws {
    try await Request.id.withValue("before") {
      let (looked, changed) = (Gate(), Gate())
      let seen = try await way.value(with: .inheriting(.layer)) {
        let user = Request.user.get(default: "-")
        let found = Found()
        looked.open()
        await changed.wait()
        return [found.id, found.own, user, Request.id.get(default: "-"), Request.user.get(default: "-")]
      } meanwhile: {
        await looked.wait()
        #expect(try Request.id.get() == "before")
        try Request.id.set("after")
        try Request.user.set("u")
        changed.open()
      }
      #expect(seen == ["before", "child", "-", "child", "u"])
      #expect(try Request.id.get() == "after")
    }
  }

  @Test(arguments: Way.all.filter(\.isImmediate))
  func `an immediate task begins inside the call`(_ way: Way) async throws {
    let gifts: [Way.Gift] = [
      .context(context), .scope(ContextScope(context)), .inheriting(.copy), .inheriting(.share),
      .inheriting(.layer), .inheriting(.none),
    ]
    for gift in gifts {
      let begun = Tally()
      try await Request.id.withValue("parent") {
        try await way.start(with: gift) {
          begun.add("begun")
          // Suspends after it has begun inside the call.
          await Task.yield()
        } meanwhile: {
          #expect(begun.counts == ["begun": 1])
        }
      }
    }
  }

  private static let lock = ContextVar("lock", default: "none", inheritance: .never)
  private static let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })

  @Test(arguments: Way.all)
  func `policies apply to each way to start a task`(_ way: Way) async throws {
    let (lock, span) = (Self.lock, Self.span)
    @Sendable func seen() -> String { "\(lock.get()) \(span.get())" }
    let context = Context(lock.bound(to: "held"), span.bound(to: "root"))
    try await context.run { () async throws in
      #expect(try await way.value(with: .context(.current)) { seen() } == "none root/child")
      #expect(try await way.value(with: .inheriting(.copy)) { seen() } == "none root/child")
      #expect(try await way.value(with: .inheriting(.layer)) { seen() } == "none root/child")
      #expect(try await way.value(with: .inheriting(.share)) { seen() } == "none root")
      #expect(try await way.value(with: .inheriting(.none)) { seen() } == "none ")
      // A scope that the task is given is entered as it is: no policy applies.
      #expect(try await way.value(with: .scope(ContextScope(context))) { seen() } == "held root")
      #expect(seen() == "held root")
    }
  }

  @Test(arguments: Way.all)
  func `names and priorities are passed on`(_ way: Way) async throws {
    let gifts: [Way.Gift] = [
      .nothing, .context(context), .scope(ContextScope(context)), .inheriting(.copy), .inheriting(.share),
      .inheriting(.layer), .inheriting(.none),
    ]
    for gift in gifts {
      let start = try await way.value(with: gift, .init(name: "courier", priority: .background)) {
        (Task.name, Task.basePriority)
      }
      #expect(start == ("courier", .background), "\(gift)")
      #expect(try await way.value(with: gift) { Task.name } == nil)
    }
  }
}
