// How each process begins: loggers that show the variables, and an instrument that sends and receives them.
import ContextVars
import ContextVarsLogging
package import ContextVarsTracing
package import Logging
import Tracing

/// Of the trace that the running task is in.
var traceID: String { ServiceContext.current?.traceContext?.traceID.description ?? "-" }

/// Sets up the process, and returns its logger.
///
/// - Parameter instrument: What it lets in from outside.
package func begin(_ name: String, _ instrument: ContextVarsInstrument) -> Logger {
  LoggingSystem.bootstrap(
    StreamLogHandler.standardError,
    metadataProvider: .multiplex([.contextVars, Logger.MetadataProvider { ["trace": "\(traceID)"] }]))
  InstrumentationSystem.bootstrap(instrument)
  return Logger(label: name)
}
