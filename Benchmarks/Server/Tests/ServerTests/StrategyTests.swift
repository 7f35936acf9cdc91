// Tests the strategies and the checker's expectations without a socket: which values a request's tasks see.

import Server
import Testing

@Suite("A strategy")
struct StrategyTests {
  @Test
  func `shows each task its own request's values, and each child its own value, among many requests`()
    async throws
  {
    try await #expect(wrongBodies(ContextVarsStrategy.self) == 0)
    try await #expect(wrongBodies(ContextVarsBindStrategy.self) == 0)
    try await #expect(wrongBodies(TaskLocalStrategy.self) == 0)
    try await #expect(wrongBodies(DictionaryCOWStrategy.self) == 0)
    try await #expect(wrongBodies(ServiceContextStrategy.self) == 0)
    try await #expect(wrongBodies(BareStrategy.self) == 0)
  }

  @Test
  func `that keeps one set of values for all requests is found wrong`() async throws {
    try await #expect(wrongBodies(SharedStrategy.self) > 0)
  }

  @Test
  func `binds nothing beyond its scope`() async throws {
    let reader = try await ContextVarsStrategy.withScope(fields(0)) { $0 }
    #expect(reader.id == nil)
    let local = try await TaskLocalStrategy.withScope(fields(0)) { $0 }
    #expect(local.id == nil)
  }

  private func fields(_ number: Int) -> Fields {
    Fields(
      id: "request-\(number)", tenant: "acme", deadline: "soon", user: "ada", trace: "trace-\(number)",
      attempt: "1")
  }

  /// Makes 60 requests at once, and counts the wrong bodies.
  private func wrongBodies<S: Strategy>(_ strategy: S.Type) async throws -> Int {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        group.addTask {
          let fields = fields(number)
          let body = try await S.withScope(fields) { reader in
            await Fanout<S>.respond(to: fields.id, reader: reader)
          }
          return body != expected(number)
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
  }

  private func expected(_ number: Int) -> String {
    let seen = "request-\(number) trace-\(number)"
    let children = (0..<16).map { "child \($0) \(seen) request-\(number)/\($0)\n" }
    return "request request-\(number)\n" + children.joined() + "handler \(seen) -\n"
  }
}
