// A request to the server, with the same six fields whether it is generated or comes from a log.

/// One request's fields.
///
/// A class, so that the tasks of a request share one object.
package final class Request: Sendable {
  package static let fieldCount = 6

  /// Path, method, status, referrer, agent, client. The path comes first because it tells requests apart: so
  /// it is bound even when there is only one variable.
  package let fields: [String]

  package init(
    path: String, method: String, status: String, referrer: String, agent: String, client: String
  ) {
    fields = [path, method, status, referrer, agent, client]
  }
}

extension Request: Equatable {
  package static func == (a: Request, b: Request) -> Bool { a.fields == b.fields }
}
