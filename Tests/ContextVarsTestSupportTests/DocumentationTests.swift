// The code of this product's landing page, and of the article Testing in ContextVars.docc: see
// DocumentationTests.swift in ContextVarsTests.
import ContextVars
import ContextVarsTestSupport
import Dispatch
import Testing

private enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
}

private final class Service {
  var onFinish: @Sendable () -> Void = {}

  func start() { DispatchQueue.global().async(execute: Context.current.wrap(onFinish)) }
  func handle(_ order: String) async throws -> Int { order.count }
}

@Suite struct TestingTests {
  @Test(.binding(Request.tenant, to: "acme"))
  func `prices are the tenant's`() async throws {
    #expect(Request.tenant.get() == "acme")
    try Request.tenant.set("globex")  // ends with this case
  }

  @Test(.timeLimit(.minutes(10))) func `a recorder waits for a moment`() async throws {
    let service = Service()
    let recorder = ContextRecorder()
    service.onFinish = { recorder.record("finished") }
    Request.id.withValue("r-42") { service.start() }
    let finished = try await recorder.context(at: "finished")
    #expect(finished[Request.id] == "r-42")
  }

  @Test(.timeLimit(.minutes(10))) func `every entry point keeps the context`() async {
    let queue = DispatchQueue(label: "queue")
    await ContextStress(
      .init("queue") { work in
        queue.async(context: .current) { Task(context: .current) { await work() } }
      },
      .init("task") { work in Task(context: .current) { await work() } }
    ).run(nodes: 100, seed: 567)
  }

  @Test func `code that only reads needs no more than withValue`() {
    func greeting() -> String { "hello, \(Request.tenant.get())" }
    Request.tenant.withValue("acme") { #expect(greeting() == "hello, acme") }
  }

  /// Only compiled, not run: a check starts the census of its process (LeakTests).
  private func nothingStays(_ service: Service) async throws {
    try await expectNoLeaks { try await service.handle("order") }
  }
}

@Suite struct LandingPageTests {
  @Test(.binding(Request.tenant, to: "acme"))
  func `the callback sees the tenant`() async throws {
    let recorder = ContextRecorder()
    let service = Service()
    service.onFinish = { recorder.record("finished") }
    service.start()
    let finished = try await recorder.context(at: "finished")
    #expect(finished[Request.tenant] == "acme")
  }
}
