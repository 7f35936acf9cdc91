// The code of the page TaskContext: see DocumentationTests.swift in ContextVarsTests.
import ContextVars
import TaskContext
import Testing

@Suite struct DocumentationTests {
  @Test func `a child begins with a copy of the keys`() async throws {
    func print(_ value: String) { #expect(value == "r-42") }
    try await Task(inheriting: .copy) {
      try TaskContext.set("request_id", "r-42")
      let child = Task(inheriting: .copy) {
        try TaskContext.get("request_id", default: "-")
      }
      print(try await child.value)  // r-42
    }.value
  }
}
