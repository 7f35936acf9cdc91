// The code of the article LoggingAndTracing in ContextVars.docc: see DocumentationTests.swift in
// ContextVarsTests.
#if Logging
  import ContextVars
  import ContextVarsLogging
  import Logging
  import Testing

  /// Only compiled, not run: a process has one logging system.
  private func atTheStart() {
    LoggingSystem.bootstrap(
      StreamLogHandler.standardError, metadataProvider: .contextVars)
  }
#endif
