// The census of live objects. Each test that starts the census runs in a process of its own, because the
// census covers a whole process and cannot be stopped.
import ContextVars
import ContextVarsDiagnostics
import Foundation
import TestSupport
import Testing

private enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
  static let token = ContextVar("token", of: String.self).redacted()
  static let session = ContextVar("session", of: Session.self)
  static let other = ContextVar("other session", of: Session.self)

  final class Session: Sendable {}
}

/// The scopes and contexts that are alive now.
private func alive() -> [ContextReport.Entry] { ContextDiagnostics.report().entries }

/// Calls `body` from some frames up the stack: the frames next to an asynchronous function are not read.
func fromHigher(_ frames: Int = 8, _ body: () -> Void) {
  frames == 0 ? body() : fromHigher(frames - 1, body)
}

/// Outside the test, because the test's body belongs to a macro and has no line numbers of its own.
private func checkReport() {
  try! Context(Request.token.bound(to: "top secret")).run {
    try Request.id.set("r")
    Request.tenant.withValue("acme") {
      let text = "\(ContextDiagnostics.report())"
      for part in [
        "request-id  String  \"r\"", "token       String  <redacted>", "tenant      String  \"acme\"",
      ] {
        require(text.contains(part), text)
      }
      require(!text.contains("top secret"), text)
      require(text.hasPrefix("alive: 2 scopes"), text)
      // In optimised builds a frame may belong to another function and have no line.
      #if canImport(Runtime) && DEBUG
        require(
          text.contains("set at DiagnosticsTests.swift:")
            && text.contains("from DiagnosticsTests.swift:"), text)
        require(text.contains("withValue at DiagnosticsTests.swift:"), text)
      #endif
      let table = Context.current.table
      require(table.split(separator: "\n").count == 3 && !table.contains("top secret"), table)
    }
  }
}

/// A function whose mangled name has the library's module in it.
private func open(_ context: Context) {
  context.run {
    #if canImport(Runtime) && DEBUG
      let here = #line - 2
      let text = "\(ContextDiagnostics.report())"
      require(text.contains("from DiagnosticsTests.swift:\(here)"), "\(here): \(text)")
    #endif
  }
}

@Suite struct DiagnosticsTests {
  @Test func `the report is empty before the census starts`() {
    Request.id.withValue("r") {
      #expect(ContextDiagnostics.report().entries.isEmpty)
      #expect(ContextDiagnostics.origin(of: Request.id) == nil)
    }
  }

  @Test func `the report lists scopes and contexts as long as they are alive`() async {
    await #expect(processExitsWith: .success) {
      ContextDiagnostics.start()
      Request.id.withValue("r") {
        let report = ContextDiagnostics.report()
        require(report.entries.count { $0.kind == .scope } == 1, "\(report)")
        require(report.entries[0].context[Request.id] == "r", "\(report)")
      }
      require(alive().isEmpty, "\(alive())")
      let kept = Request.id.withValue("kept") { Context.current }
      require(alive().count == 1 && alive()[0].kind == .context, "\(alive())")
      withExtendedLifetime(kept) {}
      let scope = ContextScope(Context(Request.tenant.bound(to: "t")))
      require(alive().contains { $0.context[Request.tenant] == "t" }, "\(alive())")
      withExtendedLifetime(scope) {}
    }
  }

  @Test func `the report shows what a running task holds`() async {
    await #expect(processExitsWith: .success) {
      ContextDiagnostics.start()
      let (stream, end) = AsyncStream.makeStream(of: Void.self)
      let task = Task(context: Context(Request.id.bound(to: "stuck"))) {
        try! Request.tenant.set("acme")
        for await _ in stream {}
      }
      while !alive().contains(where: { $0.context[Request.tenant] == "acme" }) { await Task.yield() }
      require(alive().contains { $0.context[Request.id] == "stuck" && $0.kind == .scope }, "\(alive())")
      end.finish()
      await task.value
      while !alive().isEmpty { await Task.yield() }
    }
  }

  @Test func `the report names variables types values and places`() async {
    await #expect(processExitsWith: .success) {
      ContextDiagnostics.start(recordingPlaces: true)
      checkReport()
      fromHigher { open(Context(Request.id.bound(to: "r"))) }
    }
  }

  @Test func `the origin of a value is the call that bound it last`() async {
    await #expect(processExitsWith: .success) {
      ContextDiagnostics.start()
      func origin() -> String { ContextDiagnostics.origin(of: Request.id).map { "\($0)" } ?? "-" }
      try! Context().run {
        require(origin() == "-", origin())
        try Request.id.set("a")
        require(origin() == "set", origin())
        Request.id.withValue("b") { require(origin() == "withValue", origin()) }
        Context.current.binding(Request.id, to: "c").run { require(origin() == "bound", origin()) }
        require(origin() == "set", origin())
        let session = Request.Session()
        try Request.session.set(session)
        Context.withValues(Request.other.bound(to: session)) {
          require(
            ContextDiagnostics.origin(of: Request.session).map { "\($0)" } == "set", "an object without a box"
          )
          require(
            ContextDiagnostics.origin(of: Request.other).map { "\($0)" } == "bound", "another variable's")
        }
      }
    }
  }

  @Test func `many tasks at once leave nothing in the report`() async {
    await #expect(processExitsWith: .success) {
      ContextDiagnostics.start()
      await withTaskGroup { group in
        for number in 0..<2_000 {
          group.addTask(
            context: Context(Request.id.bound(to: "\(number)"), Request.session.bound(to: .init()))
          ) {
            try! Request.tenant.set("\(number)")
            if number % 200 == 0 { _ = "\(ContextDiagnostics.report())" }
            await Task.yield()
          }
        }
      }
      let end = ContinuousClock.now + .seconds(60)
      while !alive().isEmpty, ContinuousClock.now < end { await Task.yield() }
      require(alive().isEmpty, "\(alive())")
    }
  }

  @Test func `places are recorded on threads and in deinits too`() async {
    await #expect(processExitsWith: .success) {
      ContextDiagnostics.start(recordingPlaces: true)
      final class Late: Sendable {
        let ends: Tally
        init(_ ends: Tally) { self.ends = ends }
        deinit {
          Request.id.withValue("late") {
            require(ContextDiagnostics.origin(of: Request.id) != nil, "no origin")
          }
          ends.add("end")
        }
      }
      let ends = Tally()
      let late = ContextVar("late", of: Late.self)
      for _ in 0..<200 {
        await onThread {
          Request.id.withValue("r") {
            require(ContextDiagnostics.origin(of: Request.id) != nil, "no origin")
          }
        }
        await Task.detached(context: Context(Request.id.bound(to: "r"))) {
          _ = try! late.set(Late(ends))
          await Task.yield()
        }.value
      }
      require(ends.total == 200, "\(ends.total)")
    }
  }

  @Test func `a signal prints the report`() async throws {
    let result = try await #require(processExitsWith: .success, observing: [\.standardErrorContent]) {
      ContextDiagnostics.start()
      ContextDiagnostics.printOnSignal(SIGUSR1)
      await Request.id.withValue("r") {
        // Repeated for a second, because the process handles the signal on another thread.
        for _ in 0..<20 {
          kill(getpid(), SIGUSR1)
          try? await Task.sleep(for: .milliseconds(50))
        }
      }
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("alive: 1 scope") && text.contains("request-id  String  \"r\""))
  }
}
