// Shows how a service tests code that reads its context: a trait binds the values, the database's queue sees
// them, and they are released afterwards.
import ContextVars
import ContextVarsTestSupport
import Logging
import Shop
import Testing

@testable import Gateway

@Suite(.binding(Order.tenant, to: "acme")) struct LedgerTests {
  private let ledger: Ledger

  init() throws { ledger = try Ledger(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) }

  @Test(.binding(Order.id, to: "r-1"))
  func `an order is entered under its id and tenant`() async throws {
    try await ledger.enter("tea")
    #expect(try await ledger.count() == 1)
    #expect(try await Order.id.withValue("r-2") { try await ledger.count() } == 0)
    #expect(try await Order.tenant.withValue("other") { try await ledger.count() } == 0)
  }

  @Test func `an order without an id is refused`() async {
    await #expect(throws: ContextError.self) { try await ledger.enter("tea") }
  }

  @Test(.binding(Order.id, to: "r-3"), .binding(Order.token, to: "secret"))
  func `an order leaves no context behind`() async throws {
    try await expectNoLeaks {
      try await ledger.enter("tea")
      #expect(try await ledger.count() == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)), .binding(Order.id, to: "r-4"), .binding(Order.token, to: "secret"))
  func `the background keeps the id and not the token`() async throws {
    let recorder = ContextRecorder()
    let background = Background()
    await background.start { recorder.record("background") }
    await background.finish()
    let context = try await recorder.context(at: "background")
    #expect(context[Order.id] == "r-4" && context[Order.tenant] == "acme" && context[Order.token] == nil)
  }
}
