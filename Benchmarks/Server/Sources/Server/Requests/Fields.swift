// The six values of each request, the same for every strategy.

import HTTPTypes
import Hummingbird

/// A request's values, from its headers. No two requests have the same id and trace.
///
/// A class, so that passing it on copies one reference.
package final class Fields: Sendable {
  package let id: String
  package let tenant: String
  package let deadline: String
  package let user: String
  package let trace: String
  package let attempt: String

  package init(
    id: String, tenant: String, deadline: String, user: String, trace: String, attempt: String
  ) {
    self.id = id
    self.tenant = tenant
    self.deadline = deadline
    self.user = user
    self.trace = trace
    self.attempt = attempt
  }

  convenience init(_ headers: HTTPFields) throws(HTTPError) {
    func value(_ name: HTTPField.Name) throws(HTTPError) -> String {
      guard let value = headers[name] else {
        throw HTTPError(.badRequest, message: "no header '\(name)': a request must have all six; send it")
      }
      return value
    }
    self.init(
      id: try value(.requestID), tenant: try value(.tenant), deadline: try value(.deadline),
      user: try value(.user), trace: try value(.trace), attempt: try value(.attempt))
  }
}

extension HTTPField.Name {
  static let requestID = Self("x-request-id")!
  static let tenant = Self("x-tenant")!
  static let deadline = Self("x-deadline")!
  static let user = Self("x-user")!
  static let trace = Self("traceparent")!
  static let attempt = Self("x-attempt")!
}
