/// Rules 2, 4 and 7: who may set, what set leaves behind, and what tokens do.
import ContextVars
import TestSupport
import Testing

@Suite struct SetTests {
  @Test func setChangesTheInnermostScopeAndEndsWithIt() throws {
    try Request.id.withValue("outer") {
      try Request.user.withValue("u") {
        try Request.id.set("inner")
        #expect(try Request.id.get() == "inner")
      }
      #expect(try Request.id.get() == "outer")
    }
    #expect(!Request.id.isBound)
  }

  @Test func withoutAScopeSetIsRefused() {
    #expect(refusal { try Request.id.set("x") } == .noScope)
    #expect(!Request.id.isBound)
  }

  @Test func resetRestoresTheOldValueOrItsAbsence() throws {
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

  @Test func tokensMayBeUsedOutOfOrderAndEachRestoresItsOwnOldValue() throws {
    try Context().run {
      let first = try Request.id.set("1")
      let second = try Request.id.set("2")
      try Request.id.reset(first)
      #expect(!Request.id.isBound)
      try Request.id.reset(second)
      #expect(try Request.id.get() == "1")
    }
  }

  @Test func aTokenWorksOnce() throws {
    try Context().run {
      let token = try Request.id.set("1")
      try Request.id.reset(token)
      try Request.id.set("2")
      #expect(refusal { try Request.id.reset(token) } == .tokenAlreadyUsed)
      #expect(try Request.id.get() == "2")
    }
  }

  @Test func aTokenOfAnotherVariableIsRefusedAndStaysUsable() throws {
    try Context().run {
      let token = try Request.id.set("1")
      #expect(
        refusal { try Request.user.reset(token) } == .tokenOfAnotherVariable)
      #expect(try Request.id.get() == "1")
      try Request.id.reset(token)
      #expect(!Request.id.isBound)
    }
  }

  @Test func aTokenOfAnotherContextIsRefusedAndStaysUsable() throws {
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

  @Test func aTokenOutsideAnyScopeIsOfAnotherContext() throws {
    let token = try Context().run { try Request.id.set("1") }
    #expect(refusal { try Request.id.reset(token) } == .tokenOfAnotherContext)
    #expect(!token.isUsed)
  }

  @Test func theChecksOfResetComeInCPythonsOrder() async throws {
    // One token breaks all rules that it can at once; mending them one by one shows the next.
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
      // In the scope of the token, but in a task that does not own it.
      let code = await Task { refusal { try Request.id.reset(unused) } }.value
      #expect(code == .notOwner)
      #expect(try Request.id.get() == "2")
      #expect(!unused.isUsed)
    }
  }

  @Test func aPlainChildReadsItsParentsScopeAndMayNotSet() async throws {
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

  @Test func toPinTheValuesForPlainChildrenRunThemInASnapshot() async throws {
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

  @Test func aChildThatOpensAScopeOwnsIt() async {
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
