// Variables that the tests share. Tests run concurrently, but each binds in its own scopes, so none sees the
// others' values.
import ContextVars

enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let user = ContextVar("user", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
}

struct Failure: Error, Equatable {
  var reason = 0
}
