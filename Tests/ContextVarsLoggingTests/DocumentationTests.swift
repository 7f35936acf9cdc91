// The code of the article LoggingAndTracing in ContextVars.docc: see the file of this name in
// ContextVarsTests.
#if Logging
  import ContextVars
  import ContextVarsLogging
  import Logging
  import Testing

  /// Compiled alone: a process has one logging system.
  private func atTheStart() {
    LoggingSystem.bootstrap(
      StreamLogHandler.standardError, metadataProvider: .contextVars)
  }
#endif
