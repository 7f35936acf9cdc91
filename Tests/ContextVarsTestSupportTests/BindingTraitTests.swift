// Tests whose traits bind variables.
import ContextVars
import ContextVarsTestSupport
import TestSupport
import Testing

private enum Request {
  static let id = ContextVar("request-id", of: String.self)
  static let tenant = ContextVar("tenant", default: "public")
  static let number = ContextVar("number", of: Int.self)
}

@Suite struct BindingTraitTests {
  @Test(.binding(Request.tenant, to: "acme"))
  func `a test and its tasks see what its trait binds`() async {
    #expect(Request.tenant.get() == "acme")
    async let child = Request.tenant.get()
    #expect(await child == "acme")
    #expect(await Task { Request.tenant.get() }.value == "acme")
    #expect(await Task.detached(context: .current) { Request.tenant.get() }.value == "acme")
  }

  @Test func `a test without a trait sees nothing`() { #expect(Context.current.isEmpty) }

  @Test(
    .binding(Request.id, to: "r"), .binding(Request.tenant, to: "t"), .bindings([Request.number.bound(to: 7)])
  )
  func `several traits bind together and the test may set`() throws {
    #expect(Context.current.count == 3)
    try Request.id.set("changed")
    #expect(try Request.id.get() == "changed" && Request.tenant.get() == "t" && Request.number.get() == 7)
  }

  @Test(.binding(Request.tenant, to: "outer"), .binding(Request.tenant, to: "inner"))
  func `the later of two traits takes precedence`() { #expect(Request.tenant.get() == "inner") }

  private static let evaluations = Tally()

  @Test(
    .binding(
      Request.number,
      to: {
        evaluations.add("value"); return evaluations.total
      }()), arguments: 0..<20)
  func `each case has a scope and a value of its own`(argument: Int) async throws {
    let mine = try Request.number.get()
    try Request.number.set(mine + 1_000)
    await Task.yield()
    #expect(try Request.number.get() == mine + 1_000)
    #expect(mine <= Self.evaluations.total)
  }

  @Suite(.binding(Request.tenant, to: "of the suite"), .binding(Request.id, to: "of the suite"))
  struct OfASuite {
    @Test func `a test sees what its suite binds and may set`() throws {
      #expect(Request.tenant.get() == "of the suite")
      try Request.tenant.set("mine")
      #expect(Request.tenant.get() == "mine")
    }

    @Test(.binding(Request.tenant, to: "of the test"))
    func `a test's own trait takes precedence over its suite's`() throws {
      #expect(Request.tenant.get() == "of the test")
      #expect(try Request.id.get() == "of the suite")
    }

    @Suite struct Nested {
      @Test func `suites inside a suite have its bindings too`() {
        #expect(Request.tenant.get() == "of the suite")
      }
    }
  }
}
