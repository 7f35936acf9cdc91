// Contexts as values (rule 8), and the scopes that keep what was set in them.
import ContextVars
import TestSupport
import Testing

@Suite struct ContextTests {
  @Test func `the current context is empty outside any scope`() {
    #expect(Context.current.isEmpty)
    #expect(Context().count == 0)
  }

  @Test func `changing a copy does not change the original`() {
    let original = Context().binding(Request.id, to: "1")
    var copy = original
    copy[Request.id] = "2"
    copy[Request.user] = "u"
    #expect(original[Request.id] == "1")
    #expect(original[Request.user] == nil)
    #expect(copy[Request.id] == "2")
    copy[Request.id] = nil
    #expect(!copy.contains(Request.id))
    #expect(copy.count == 1)
    #expect(original.removing(Request.id).isEmpty)
    #expect(original.count == 1)
  }

  @Test func `a snapshot stays as it was`() throws {
    try Request.id.withValue("1") {
      let before = Context.current
      try Request.id.set("2")
      try Request.user.set("u")
      #expect(before[Request.id] == "1")
      #expect(before[Request.user] == nil)
      #expect(Context.current[Request.id] == "2")
    }
  }

  @Test func `a context lists what is bound and no defaults`() {
    let context = Context().binding(Request.id, to: "1").binding(Request.user, to: "u")
    #expect(context[Request.tenant] == nil)
    #expect(!context.contains(Request.tenant))
    var listing: [String: String] = [:]
    for (variable, value) in context { listing[variable.name] = value as? String }
    #expect(Set(context.map(\.variable)) == [AnyContextVar(Request.id), AnyContextVar(Request.user)])
    #expect(listing == ["request-id": "1", "user": "u"])
    #expect(context.underestimatedCount == 2)
  }

  @Test func `run starts from the snapshot and leaves it alone`() async throws {
    let context = Context().binding(Request.id, to: "1")
    try context.run {
      #expect(try Request.id.get() == "1")
      try Request.id.set("2")
    }
    #expect(context[Request.id] == "1")
    await context.run {
      await Task.yield()
      #expect(Request.id.get(default: "none") == "1")
      context.run { #expect(Request.id.get(default: "none") == "1") }
    }
    #expect(!Request.id.isBound)
  }

  @Test func `a scope keeps what was set for the next run`() async throws {
    let scope = ContextScope(Context().binding(Request.id, to: "1"))
    try scope.run {
      #expect(try Request.id.get() == "1")
      try Request.id.set("2")
    }
    #expect(!Request.id.isBound)
    #expect(scope.snapshot[Request.id] == "2")
    let later = try await Task.detached {
      try await scope.run {
        await Task.yield()
        return try Request.id.get()
      }
    }.value
    #expect(later == "2")
  }

  @Test func `a scope is left when its closure throws`() throws {
    let scope = ContextScope(Context())
    #expect(throws: Failure(reason: 3)) {
      try scope.run {
        try Request.id.set("kept")
        throw Failure(reason: 3)
      }
    }
    #expect(try scope.run { try Request.id.get() } == "kept")
  }

  @Test func `a scope is entered by one task or thread at a time`() async throws {
    let scope = ContextScope(Context())
    try await scope.run {
      @Sendable func refusal() -> ContextError.Code? {
        do {
          try scope.run { Issue.record("entered twice") }
          return nil
        } catch {
          return (error as? ContextError)?.code
        }
      }
      #expect(refusal() == .scopeAlreadyEntered)
      #expect(await Task.detached { refusal() }.value == .scopeAlreadyEntered)
      #expect(await onThread { refusal() } == .scopeAlreadyEntered)
      // The refused attempts did not take the scope away from its owner.
      try Request.id.set("still mine")
    }
    #expect(scope.snapshot[Request.id] == "still mine")
  }

  /// Each entry is a scope of its own, so a task left over from one request never reads a value that a later
  /// request sets.
  @Test func `a plain task left from an earlier run reads what that run left`() async throws {
    let scope = ContextScope(Context())
    let (go, sayGo) = AsyncStream.makeStream(of: Void.self)
    let (goPinned, sayGoPinned) = AsyncStream.makeStream(of: Void.self)
    let (plain, pinned) = try scope.run {
      try Request.id.set("early")
      defer { _ = try? Request.id.set("first") }
      let plain = Task {
        for await _ in go { break }
        return Request.id.get(default: "none")
      }
      let pinned = Task(context: .current) {
        for await _ in goPinned { break }
        return Request.id.get(default: "none")
      }
      return (plain, pinned)
    }
    try scope.run { try Request.id.set("second") }
    sayGo.yield()
    sayGoPinned.yield()
    #expect(await plain.value == "first")
    #expect(await pinned.value == "early")
  }

  @Test func `a scope starts from the current context unless given one`() {
    Request.id.withValue("1") {
      #expect(ContextScope().snapshot[Request.id] == "1")
      #expect(ContextScope(Context()).snapshot.isEmpty)
    }
  }
}
