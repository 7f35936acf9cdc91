// The setup of each process: loggers that show the variables, and an instrument that sends and receives them.
import ContextVars
import ContextVarsDiagnostics
import ContextVarsLogging
package import ContextVarsTracing
import Foundation
package import Logging
import Tracing

/// The id of the trace that the running task is in; "-" if it is in none.
var traceID: String { ServiceContext.current?.traceContext?.traceID.description ?? "-" }

/// Sets up the process, and returns its logger.
///
/// - Parameter instrument: Sends variables to other processes, and receives only those that it lists.
package func begin(_ name: String, _ instrument: ContextVarsInstrument) -> Logger {
  // `kill -USR1` prints the live scopes and contexts. This is opt-in, because it slows every request.
  if ProcessInfo.processInfo.environment["SHOP_DIAGNOSTICS"] != nil {
    ContextDiagnostics.start()
    ContextDiagnostics.printOnSignal(SIGUSR1)
  }
  LoggingSystem.bootstrap(
    StreamLogHandler.standardError,
    metadataProvider: .multiplex([.contextVars, Logger.MetadataProvider { ["trace": "\(traceID)"] }]))
  InstrumentationSystem.bootstrap(instrument)
  return Logger(label: name)
}
