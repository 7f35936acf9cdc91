// Rules 2, 4 and 7: who may set, what a set leaves behind, and what tokens do.
import ContextVars
import TestSupport
import Testing

@Suite struct SetTests {
  @Test func `set changes the innermost scope and ends with it`() throws {
    try Request.id.withValue("outer") {
      try Request.user.withValue("u") {
        try Request.id.set("inner")
        #expect(try Request.id.get() == "inner")
      }
      #expect(try Request.id.get() == "outer")
    }
    #expect(!Request.id.isBound)
  }

  @Test func `set is refused without a scope`() {
    #expect(refusal { try Request.id.set("x") } == .noScope)
    #expect(!Request.id.isBound)
  }

  @Test func `reset restores the old value or its absence`() throws {
    try Context().run {
      let first = try Request.id.set("1")
      #expect(first.oldValue == nil)
      let second = try Request.id.set("2")
      #expect(second.oldValue == "1")
      #expect(second.variable == Request.id)
      #expect(!second.isUsed)
      try Request.id.reset(second)
      #expect(second.isUsed)
      #expect(try Request.id.get() == "1")
      try Request.id.reset(first)
      #expect(!Request.id.isBound)
    }
  }

  @Test func `tokens may be used out of order and each restores its own old value`() throws {
    try Context().run {
      let first = try Request.id.set("1")
      let second = try Request.id.set("2")
      try Request.id.reset(first)
      #expect(!Request.id.isBound)
      try Request.id.reset(second)
      #expect(try Request.id.get() == "1")
    }
  }

  @Test func `a token works once`() throws {
    try Context().run {
      let token = try Request.id.set("1")
      try Request.id.reset(token)
      try Request.id.set("2")
      #expect(refusal { try Request.id.reset(token) } == .tokenAlreadyUsed)
      #expect(try Request.id.get() == "2")
    }
  }

  @Test func `a token of another variable is refused and stays usable`() throws {
    try Context().run {
      let token = try Request.id.set("1")
      #expect(
        refusal { try Request.user.reset(token) } == .tokenOfAnotherVariable)
      #expect(try Request.id.get() == "1")
      try Request.id.reset(token)
      #expect(!Request.id.isBound)
    }
  }

  @Test func `a token of another context is refused and stays usable`() throws {
    try Context().run {
      let token = try Request.id.set("1")
      Context.current.run {
        #expect(refusal { try Request.id.reset(token) } == .tokenOfAnotherContext)
      }
      #expect(try Request.id.get() == "1")
      try Request.id.reset(token)
      #expect(!Request.id.isBound)
    }
  }

  @Test func `outside any scope a token is refused as one of another context`() throws {
    let token = try Context().run { try Request.id.set("1") }
    #expect(refusal { try Request.id.reset(token) } == .tokenOfAnotherContext)
    #expect(!token.isUsed)
  }

  @Test func `the checks of reset come in CPython's order`() async throws {
    // Each call breaks one rule fewer than the call before, so the errors show the order of the checks.
    try await Context().run {
      let used = try Request.id.set("1")
      try Request.id.reset(used)
      let unused = try Request.id.set("2")
      await Context().run {
        let codes = await Task {
          [
            refusal { try Request.user.reset(used) },
            refusal { try Request.user.reset(unused) },
            refusal { try Request.id.reset(unused) },
          ]
        }.value
        #expect(codes == [.tokenAlreadyUsed, .tokenOfAnotherVariable, .tokenOfAnotherContext])
      }
      // In the token's scope, but in a task that does not own it.
      let code = await Task { refusal { try Request.id.reset(unused) } }.value
      #expect(code == .notOwner)
      #expect(try Request.id.get() == "2")
      #expect(!unused.isUsed)
    }
  }

  @Test func `a plain child reads its parent's scope and may not set`() async throws {
    try await Request.id.withValue("bound") {
      try Request.id.set("set")
      async let child = (
        Request.id.get(default: "none"), refusal { try Request.id.set("child") }
      )
      #expect(await child.0 == "set")
      #expect(await child.1 == .notOwner)

      let (ready, sayReady) = AsyncStream.makeStream(of: Void.self)
      let (go, sayGo) = AsyncStream.makeStream(of: Void.self)
      let running = Task {
        let before = Request.id.get(default: "none")
        sayReady.yield()
        for await _ in go { break }
        return [before, Request.id.get(default: "none")]
      }
      for await _ in ready { break }
      try Request.id.set("later")
      sayGo.yield()
      #expect(await running.value == ["set", "later"])
    }
  }

  @Test func `plain children that are started inside a snapshot's run see pinned values`() async throws {
    try await Context().run {
      try Request.id.set("before")
      let (go, sayGo) = AsyncStream.makeStream(of: Void.self)
      let child = Context.current.run {
        Task {
          for await _ in go { break }
          return Request.id.get(default: "none")
        }
      }
      try Request.id.set("after")
      sayGo.yield()
      #expect(await child.value == "before")
    }
  }

  @Test func `a child that opens a scope owns it`() async {
    await Request.id.withValue("parent") {
      let child = Task {
        try Request.user.withValue("u") {
          try Request.id.set("child")
          return try Request.id.get()
        }
      }
      #expect(await (try? child.value) == "child")
      #expect(Request.id.get(default: "none") == "parent")
    }
  }
}
