// Measures a line of swift-log with six variables, added by the metadata provider and by hand.

import ContextVars
import ContextVarsLogging
import Harness
import Logging

extension Probe {
  static let logging = [
    Probe("log line") {
      let context = LoggedVariables.bound
      let level = Logger.Level.info
      return [
        Side("contextvars") { calls throws(RunFailure) in
          try time(calls, level, .contextVars, in: context, values: 6) { $0.info("line") }
        },
        Side("by hand") { calls throws(RunFailure) in
          try time(calls, level, nil, in: context, values: 6) {
            $0.info("line", metadata: LoggedVariables.byHand)
          }
        },
      ]
    },
    Probe("log line that is off") {
      let context = LoggedVariables.bound
      return [
        Side("contextvars") { calls throws(RunFailure) in
          try time(calls, .error, .contextVars, in: context, values: 0) { $0.info("line") }
        },
        Side("by hand") { calls throws(RunFailure) in
          try time(calls, .error, nil, in: context, values: 0) {
            $0.info("line", metadata: LoggedVariables.byHand)
          }
        },
      ]
    },
  ]

  private static func time(
    _ calls: Int, _ level: Logger.Level, _ provider: Logger.MetadataProvider?, in context: Context,
    values: Int,
    _ log: (Logger) -> Void
  ) throws(RunFailure) -> Double {
    let handler = CountingHandler(level, provider)
    let logger = Logger(label: "", factory: { _ in handler })
    let found = context.run { clocked { for _ in 0..<calls { log(logger) } } }
    try expect(handler.count.values, values * calls, "the number of logged values")
    return found.nanoseconds
  }
}

private enum LoggedVariables {
  static let variables = (0..<6).map { ContextVar("field-\($0)", of: String.self).logged() }
  static let bound = variables.reduce(Context()) { $0.binding($1, to: longString) }

  static var byHand: Logger.Metadata {
    var metadata: Logger.Metadata = [:]
    for variable in variables {
      if let value = try? variable.get() { metadata[variable.name] = .string(value) }
    }
    return metadata
  }
}

/// Merges the metadata of a line and of its provider, as handlers do, but only counts the values.
private struct CountingHandler: LogHandler {
  /// `@unchecked Sendable`: a probe logs from one task.
  final class Count: @unchecked Sendable { var values = 0 }

  let count = Count()
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel: Logger.Level

  init(_ level: Logger.Level, _ provider: Logger.MetadataProvider?) {
    (logLevel, metadataProvider) = (level, provider)
  }

  subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadataProvider?.get() ?? [:]
    if let more = event.metadata { all.merge(more) { $1 } }
    count.values += all.count
  }
}
