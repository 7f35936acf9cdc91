// Rule 10: what a variable reads as.
import ContextVars
import TestSupport
import Testing

@Suite struct ReadingTests {
  @Test func `a variable with a default always has a value`() {
    #expect(Request.tenant.get() == "public")
    #expect(!Request.tenant.isBound)
  }

  @Test func `an unbound variable without a default throws noValue and names itself`() {
    #expect(refusal { try Request.id.get() } == .noValue)
    do {
      _ = try Request.id.get()
      Issue.record("read a value that nobody bound")
    } catch {
      #expect(error.variable == "request-id")
      #expect(error.description.hasPrefix("ContextVar 'request-id': "))
    }
  }

  @Test func `a bound value takes precedence over the argument and the argument over the default`() {
    #expect(Request.tenant.get(default: "argument") == "argument")
    #expect(Request.id.get(default: "argument") == "argument")
    Request.tenant.withValue("bound") {
      #expect(Request.tenant.get(default: "argument") == "bound")
      #expect(Request.tenant.get() == "bound")
      #expect(Request.tenant.isBound)
    }
  }

  @Test func `the argument is not evaluated where a value is bound`() {
    Request.tenant.withValue("bound") {
      _ = Request.tenant.get(default: { () -> String in preconditionFailure("evaluated") }())
    }
  }

  @Test func `variables of the same name are different variables`() {
    let first = ContextVar("name", default: 1)
    let second = ContextVar("name", default: 2)
    #expect(first != second)
    #expect(AnyContextVar(first) != AnyContextVar(second))
    first.withValue(10) {
      #expect(first.get() == 10)
      #expect(second.get() == 2)
    }
  }

  @Test func `an optional value can be bound to nil`() throws {
    let variable = ContextVar("optional", default: Int?.some(1))
    variable.withValue(nil) {
      #expect(variable.get() == nil)
      #expect(variable.isBound)
    }
  }

  @Test func `many variables keep their own values`() {
    let variables = (0..<1_000).map { ContextVar("v\($0)", default: -1) }
    let context = variables.enumerated().reduce(Context()) { $0.binding($1.element, to: $1.offset) }
    context.run {
      #expect(variables.map { $0.get() } == Array(0..<1_000))
    }
    #expect(variables.allSatisfy { $0.get() == -1 })
  }
}
