// Packs one parcel: a process that is started for each parcel, and that reads the order's context from its
// environment.
import ContextVars
import ContextVarsTracing
import Foundation
import Logging
import Shop
import Tracing

let logger = begin("worker", ContextVarsInstrument(receiving: Order.id, Order.tenant, Order.deadline))
var service = ServiceContext.topLevel
InstrumentationSystem.instrument.extract(
  ProcessInfo.processInfo.environment, into: &service, using: EnvironmentExtractor())
Context.run(in: service) {
  logger.info("packed")
  print(Order.seen())
}
