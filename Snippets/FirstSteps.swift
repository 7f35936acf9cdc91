import ContextVars

enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
}

try await Request.id.withValue("r-42") {
  async let user = "user for \(Request.id.get()), \(Request.tenant.get())"  // a child sees the binding
  let orders = Task(context: .current) {  // a snapshot that this task owns
    try Request.tenant.set("acme")
    return "orders for \(try Request.id.get()), \(Request.tenant.get())"
  }
  print(try await user, try await orders.value, "here: \(Request.tenant.get())", separator: "\n")
}
