// Variables that the tests share. Tests run at once; each binds in scopes of its own, so none sees
// another's.
import ContextVars

enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let user = ContextVar("user", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
}

struct Failure: Error, Equatable {
  var reason = 0
}
