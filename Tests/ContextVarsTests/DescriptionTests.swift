// How the library's types describe themselves, and how they explain why a variable is not bound.
import ContextVars
import Foundation
import TestSupport
import Testing

@Suite struct DescriptionTests {
  @Test func `a variable shows its name and its default`() {
    #expect("\(Request.id)" == #"ContextVar("request-id")"#)
    #expect("\(Request.tenant)" == #"ContextVar("tenant", default: "public")"#)
    #expect("\(AnyContextVar(Request.tenant))" == #"ContextVar("tenant", default: "public")"#)
    #expect("\(ContextVar("q", default: nil as Int?))" == #"ContextVar("q", default: nil)"#)
  }

  @Test func `a token shows its variable and whether it is used`() throws {
    try Context().run {
      let token = try Request.id.set("r")
      #expect("\(token)" == #"Token(of: ContextVar("request-id"))"#)
      try Request.id.reset(token)
      #expect("\(token)" == #"Token(of: ContextVar("request-id"), used)"#)
    }
  }

  @Test func `a context shows its bindings by name`() {
    let context = Context(Request.tenant.bound(to: "acme"), Request.id.bound(to: "r-1"))
    #expect("\(context)" == #"[request-id: "r-1", tenant: "acme"]"#)
    #expect(String(reflecting: context) == #"Context(request-id: "r-1", tenant: "acme")"#)
    #expect("\(Context())" == "[:]")
    #expect(String(reflecting: Context()) == "Context()")
    let children = Mirror(reflecting: context).children.map { "\($0.label ?? ""): \($0.value)" }
    #expect(children.sorted() == ["request-id: r-1", "tenant: acme"])
  }

  @Test func `a scope shows whether it is entered and its bindings`() throws {
    let scope = ContextScope(Context(Request.id.bound(to: "r")))
    #expect("\(scope)" == #"ContextScope(request-id: "r")"#)
    try scope.run { #expect("\(scope)" == #"ContextScope(entered, request-id: "r")"#) }
    #expect("\(ContextScope(Context()))" == "ContextScope()")
  }

  @Test func `bindings and changes show their values`() {
    #expect("\(Request.id.bound(to: "r"))" == #"request-id: "r""#)
    let before = Context(Request.id.bound(to: "a"), Request.user.bound(to: "u"))
    let after = Context(Request.id.bound(to: "b"), Request.tenant.bound(to: "t"))
    #expect("\(after.changes(since: before))" == #"[+tenant: "t", ~request-id: "a" -> "b", -user: "u"]"#)
    #expect("\(after.changes(since: after))" == "[]")
  }

  /// A value that describes the context in which it is bound.
  private struct Mirrored: Sendable, CustomDebugStringConvertible {
    var debugDescription: String { "at \(Context.current)" }
  }

  @Test func `describing a value that describes its own context terminates`() {
    let variable = ContextVar("mirror", of: Mirrored.self)
    variable.withValue(Mirrored()) {
      #expect("\(Context.current)" == "[mirror: at [mirror: ...]]")
      #expect("\(Context.current)" == "[mirror: at [mirror: ...]]", "and again")
    }
  }

  // CPython's test_context_var_repr_1: a list that holds its own variable.
  @Test func `describing a default that describes its own variable terminates`() {
    final class Box: Sendable, CustomDebugStringConvertible {
      /// `nonisolated(unsafe)`: written before any read.
      nonisolated(unsafe) var variable: AnyContextVar?
      var debugDescription: String { "[\(variable.map { "\($0)" } ?? "")]" }
    }
    let box = Box()
    let variable = ContextVar("loop", default: box)
    box.variable = AnyContextVar(variable)
    #expect("\(variable)" == #"ContextVar("loop", default: [ContextVar("loop", default: ...)])"#)
  }
}

@Suite struct ExplanationTests {
  private func cause<Value, Failure>(_ variable: ContextVar<Value, Failure>) -> ContextExplanation.Cause {
    variable.explanation.cause
  }

  @Test func `the cause for a variable that nobody has bound is neverSet`() {
    let variable = ContextVar("fresh", of: Int.self)
    #expect(cause(variable) == .neverSet)
    Request.id.withValue("r") { #expect(cause(variable) == .neverSet) }
    #expect(cause(ContextVar("fresh", default: 1)) == .neverSet)
  }

  @Test func `a bound variable has the cause bound`() {
    Request.id.withValue("r") { #expect(cause(Request.id) == .bound) }
  }

  @Test func `the cause in a task or thread without a scope is notInherited`() async throws {
    let variable = ContextVar("left-behind", of: Int.self)
    await variable.withValue(1) {
      let variable = variable
      #expect(await Task.detached { variable.explanation.cause }.value == .notInherited)
      let onThread = await onThread { variable.explanation.cause }
      #expect(onThread == .notInherited)
    }
  }

  @Test func `the cause in a scope that does not bind the variable is notBoundHere`() {
    let variable = ContextVar("elsewhere", of: Int.self)
    variable.withValue(1) {}
    Request.id.withValue("r") { #expect(cause(variable) == .notBoundHere) }
    variable.withValue(1) { variable.withoutValue { #expect(cause(variable) == .notBoundHere) } }
  }

  @Test func `the cause where a policy kept the value back is stoppedByPolicy`() async {
    let variable = ContextVar("kept", of: Int.self, inheritance: .never)
    await variable.withValue(1) {
      #expect(variable.explanation.cause == .bound)
      #expect(await Task { variable.explanation.cause }.value == .stoppedByPolicy)
      #expect(await Task(context: .current) { variable.explanation.cause }.value == .stoppedByPolicy)
      #expect(
        await Task(context: .current) { variable.withValue(2) { variable.explanation.cause } }.value == .bound
      )
      let later = Task(context: .current) {
        _ = try? variable.set(3)
        _ = try? variable.unset()
        return variable.explanation.cause
      }
      #expect(await later.value == .notBoundHere)
    }
  }

  @Test func `the error says why and what to do`() async throws {
    let variable = ContextVar("user-id", of: Int.self)
    func message() -> String {
      do throws(ContextError) { return "\(try variable.get())" } catch { return error.description }
    }
    #expect(message().hasPrefix("ContextVar 'user-id': it has no value here and no default"))
    #expect(message().contains("has not been bound anywhere"))
    #expect(message().contains("bind it with withValue"))
    variable.withValue(1) {}
    #expect(message().contains("runs in no scope"))
    #expect(message().contains("start the task with context: .current"))
    #expect(variable.explanation.description.hasPrefix("ContextVar 'user-id': it was bound elsewhere"))
  }
}
