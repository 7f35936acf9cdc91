// What a child task of a request does. The same code in every strategy.

import Logging

/// One of a request's children.
package struct Child: Sendable {
  let index: Int
  let logger: Logger

  /// The value that this child sets for itself, which is no other child's and no other request's.
  func own(in reader: some RequestReader) -> String { "\(reader.id ?? "-")/\(index)" }

  /// Runs where the child's own value is set.
  func run(in reader: some RequestReader) async -> Seen {
    logger.info("child starts")
    // As a child that waits for something: others run on this thread before it reads on.
    await Task.yield()
    return Seen(index: index, reader)
  }
}

/// What a task saw of its context.
package struct Seen: Sendable {
  /// Of the child.
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

  /// A value that is not bound is shown as "-".
  var description: String { "\(id ?? "-") \(trace ?? "-") \(own ?? "-")" }
}
