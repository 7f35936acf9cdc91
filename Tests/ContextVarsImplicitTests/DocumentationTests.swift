// The code of the page ContextVarsImplicit and of rule 5: see DocumentationTests.swift in ContextVarsTests.
import ContextVars
import ContextVarsImplicit
import Testing

#if compiler(>=6.3) && compiler(<6.4) && !CONTEXTVARS_NO_SHADOWS
  @Suite struct DocumentationTests {
    private enum Request {
      static let tenant = ContextVar("tenant", default: "public")
    }

    @Test func `a plain task sets its own copy`() async throws {
      func handle() async throws {
        let task = Task { try Request.tenant.set("acme") }  // sets its own copy
        _ = try await task.value
      }

      try await handle()
      Task { try Request.tenant.set("acme") }  // Task(context: .current) { … }
      #expect(Request.tenant.get() == "public")
    }
  }
#endif
