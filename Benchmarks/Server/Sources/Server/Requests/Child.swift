// The work of a request's child task, the same code for every strategy.

import Logging

/// One of a request's children.
package struct Child: Sendable {
  let index: Int
  let logger: Logger

  /// The value that this child sets for itself. No other child, of any request, sets the same value.
  func own(in reader: some RequestReader) -> String { "\(reader.id ?? "-")/\(index)" }

  /// Runs in the child, after its own value is set.
  func run(in reader: some RequestReader) async -> Seen {
    logger.info("child starts")
    // As if the child waited for something: other tasks run on this thread before it continues.
    await Task.yield()
    return Seen(index: index, reader)
  }
}

/// The values that a task saw in its context.
package struct Seen: Sendable {
  /// The child's index.
  package let index: Int
  package let id: String?
  package let trace: String?
  package let own: String?

  init(index: Int = 0, _ reader: some RequestReader) {
    self.index = index
    id = reader.id
    trace = reader.trace
    own = reader.own
  }

  /// Shows "-" for a value that is not bound.
  var description: String { "\(id ?? "-") \(trace ?? "-") \(own ?? "-")" }
}
