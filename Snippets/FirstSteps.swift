import ContextVars

enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
}

@Sendable func load(_ what: String) async throws -> String {
  "\(what) for \(try Request.id.get()) of \(Request.tenant.get())"
}

try await Request.id.withValue("r-42") {
  async let user = load("user")  // a child sees the binding, at any depth
  let orders = Task(context: .current) {  // a snapshot that this task owns
    try Request.tenant.set("acme")
    return try await load("orders")
  }
  print(try await user, try await orders.value, Request.tenant.get(), separator: "\n")
}
