// session.py in Swift, function by function, with the same output.
import ContextVars
import TaskContext

func line(_ event: String) throws -> String {
  let user = try TaskContext.get("user", default: "anonymous")
  return "\(try TaskContext.get("request_id", default: "-")) \(user): \(event)"
}

func signIn(_ name: String) throws -> String {
  try TaskContext.set("user", name)
  return try line("signed in")
}

func load(_ part: String) async throws -> String {
  await Task.yield()
  try TaskContext.set(part, true)
  return try line("loaded \(part)")
}

/// Starts before `user` changes, and reads it afterwards.
func audit(_ changed: AsyncStream<Void>) async throws -> String {
  for await _ in changed { break }
  return try line("audited")
}

/// In Python the loop has one task factory for all tasks; here each spawn specifies how its task inherits.
func handle(_ requestID: String, inheriting way: TaskInheritance) async throws -> [String] {
  try TaskContext.set("request_id", requestID)
  var lines = [try await Task(inheriting: way) { try signIn("ada") }.value]
  lines.append(try line("after ada has signed in"))

  let profile = Task(inheriting: way) { try await load("profile") }
  let orders = Task(inheriting: way) { try await load("orders") }
  lines += [try await profile.value, try await orders.value]
  let loaded = try ["profile", "orders"].filter { try TaskContext.get($0, default: false) }
  lines.append(try line("sees \(loaded.isEmpty ? "nothing" : loaded.joined(separator: " and ")) loaded"))

  let (changed, change) = AsyncStream.makeStream(of: Void.self)
  let auditor = Task(inheriting: way) { try await audit(changed) }
  try TaskContext.set("user", "root")
  change.yield()
  lines.append(try await auditor.value)

  try TaskContext.clear()
  return lines + [try line("cleared")]
}

@main
enum Main {
  static func main() async throws {
    let ways: [(String, TaskInheritance)] = [
      ("task_factory", .share), ("copying_task_factory", .copy), ("chainmap_task_factory", .layer),
    ]
    for (factory, way) in ways {
      let lines = try await Task(inheriting: way) { try await handle("r-42", inheriting: way) }.value
      print("\(factory):", lines.map { "  \($0)" }.joined(separator: "\n"), separator: "\n")
    }
  }
}
