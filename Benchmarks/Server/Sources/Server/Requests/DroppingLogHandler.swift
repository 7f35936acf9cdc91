// Logging as a server's: each line carries the request's values. What happens to a finished line is not
// measured.

import Logging

/// Formats each line with the six values that its task sees, and drops it.
struct DroppingLogHandler<Reader: RequestReader>: LogHandler {
  let reader: Reader
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(reader: Reader) { self.reader = reader }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { drop(line(event)) }

  func line(_ event: LogEvent) -> String {
    """
    \(event.level) id=\(reader.id ?? "-") tenant=\(reader.tenant ?? "-") deadline=\(reader.deadline ?? "-") \
    user=\(reader.user ?? "-") trace=\(reader.trace ?? "-") attempt=\(reader.attempt ?? "-") \(event.message)
    """
  }
}

/// Not inlined, or the compiler would see that nobody reads the line and not make it.
@inline(never)
private func drop(_ line: String) {}
