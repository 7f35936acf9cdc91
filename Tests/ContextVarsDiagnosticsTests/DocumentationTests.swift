// The code of this product's landing page: see DocumentationTests.swift in ContextVarsTests.
import ContextVars
import ContextVarsDiagnostics
import Foundation
import Testing

private enum Request {
  static let id = ContextVar("request-id", of: String.self)
}

/// Outside the test, because the test's body belongs to a macro and has no line numbers of its own.
private func serve() {
  try! Context().run {
    try Request.id.set("r-42")
    ContextDiagnostics.printReport()
  }
}

@Suite struct LandingPageTests {
  @Test func `the report shows what is bound and where`() async throws {
    let result = try await #require(processExitsWith: .success, observing: [\.standardErrorContent]) {
      ContextDiagnostics.start(recordingPlaces: true)
      ContextDiagnostics.printOnSignal(SIGUSR1)
      fromHigher { serve() }
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("alive: 1 scope, 0 contexts\nscope, "), "\(text)")
    #expect(text.contains("\n  request-id  String  \"r-42\"  set"), "\(text)")
    // In optimised builds a frame may belong to another function and have no line.
    #if canImport(Runtime) && DEBUG
      #expect(text.contains(" s old, from DocumentationTests.swift:"), "\(text)")
      #expect(text.contains("set at DocumentationTests.swift:"), "\(text)")
    #endif
  }
}
