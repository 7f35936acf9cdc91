// The code of this product's landing page, and of the article LoggingAndTracing in ContextVars.docc: see
// DocumentationTests.swift in ContextVarsTests.
#if Logging
  import ContextVars
  import ContextVarsLogging
  import Logging
  import Testing

  @Suite struct LandingPageTests {
    enum Request {
      static let id = ContextVar("request-id", of: String.self).logged()
      static let roles = ContextVar("roles", of: [String].self)
        .logged { .array($0.map { .string($0) }) }
      // Shown as <redacted>.
      static let token = ContextVar("token", of: String.self)
        .logged().redacted()
    }

    /// Only compiled, not run: a process has one logging system.
    private func atTheStart() {
      LoggingSystem.bootstrap(
        StreamLogHandler.standardError, metadataProvider: .contextVars)
    }

    @Test func `log lines carry the marked variables`() {
      let metadata = Context.withValues(
        Request.id.bound(to: "r-42"), Request.roles.bound(to: ["cook"]), Request.token.bound(to: "top secret")
      ) { Logger.MetadataProvider.contextVars.get() }
      #expect(metadata == ["request-id": "r-42", "roles": ["cook"], "token": "<redacted>"])
    }
  }
#endif
