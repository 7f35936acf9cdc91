/// Rule 9: a value is released with the last snapshot, scope or unused token that holds it.
import ContextVars
import Testing

@Suite struct LifetimeTests {
  final class Resource: Sendable {}

  static let variable = ContextVar("resource", of: Resource.self)

  private struct Weak: ~Copyable {
    weak var resource: Resource?
  }

  /// Sets the variable to a resource that nobody else holds.
  private func setResource() throws -> Weak {
    let resource = Resource()
    try Self.variable.set(resource)
    return Weak(resource: resource)
  }

  @Test func aScopeReleasesItsValuesWhenItEnds() {
    var watched = Weak()
    do {
      let resource = Resource()
      watched.resource = resource
      Self.variable.withValue(resource) {}
    }
    #expect(watched.resource == nil)
  }

  @Test func valuesAreReleasedAfterErrorsAndCancellation() async {
    var thrown = Weak()
    do {
      let resource = Resource()
      thrown.resource = resource
      try Self.variable.withValue(resource) { throw Failure() }
      Issue.record("the error was lost")
    } catch {
      #expect(thrown.resource == nil, "though the error is still there")
    }
    var refused = Weak()
    do {
      let resource = Resource()
      refused.resource = resource
      try Self.variable.set(resource)
      Issue.record("there is no scope to set it in")
    } catch {
      #expect(refused.resource == nil, "a refused set holds nothing")
    }
    var cancelled = Weak()
    do {
      let resource = Resource()
      cancelled.resource = resource
      let context = Context(Self.variable.bound(to: resource))
      let task = Task(context: context) { try await Task.sleep(for: .seconds(1_000)) }
      task.cancel()
      _ = await task.result
    }
    for _ in 0..<1_000 where cancelled.resource != nil { try? await Task.sleep(for: .milliseconds(1)) }
    #expect(cancelled.resource == nil)
  }

  @Test func aReplacedValueIsReleasedAtOnce() throws {
    try Context().run {
      let watched = try setResource()
      #expect(watched.resource != nil)
      try Self.variable.set(Resource())
      #expect(watched.resource == nil)
    }
  }

  @Test func anUnusedTokenHoldsTheOldValueAndAUsedOneDoesNot() throws {
    try Context().run {
      let watched = try setResource()
      let token = try Self.variable.set(Resource())
      #expect(watched.resource != nil)
      #expect(token.oldValue === watched.resource)
      try Self.variable.reset(token)
      #expect(token.oldValue == nil)
      try Self.variable.set(Resource())
      #expect(watched.resource == nil)
    }
  }

  @Test func aSnapshotHoldsItsValues() throws {
    var watched = Weak()
    var snapshot: Context?
    do {
      let resource = Resource()
      watched.resource = resource
      snapshot = Self.variable.withValue(resource) { Context.current }
    }
    #expect(snapshot?[Self.variable] === watched.resource)
    #expect(watched.resource != nil)
    snapshot = nil
    #expect(watched.resource == nil)
  }

  @Test func aLongChainOfContextsThatHoldEachOtherIsReleased() {
    // Each binds the one before, as a server does that remembers where each request came from. One inside the
    // other, their releases would not fit on the stack.
    let origin = ContextVar("origin", of: Context.self)
    var watched = Weak()
    var context: Context?
    do {
      let resource = Resource()
      watched.resource = resource
      context = Context().binding(Self.variable, to: resource)
    }
    for _ in 0..<200_000 { context = Context().binding(origin, to: context!) }
    #expect(watched.resource != nil)
    context = nil
    #expect(watched.resource == nil)
  }

  @Test func aTaskThatHasEndedHoldsNothing() async throws {
    var watched = Weak()
    do {
      let resource = Resource()
      watched.resource = resource
      let context = Context().binding(Self.variable, to: resource)
      try await Task(context: context) { _ = try Self.variable.get() }.value
    }
    // The task is freed by the thread that ran it, perhaps a moment after its value is there.
    for _ in 0..<1_000 where watched.resource != nil { try await Task.sleep(for: .milliseconds(1)) }
    #expect(watched.resource == nil)
  }

  @Test func aValuesDeinitMayUseTheScopeThatReleasesIt() throws {
    final class Setter: Sendable {
      deinit { _ = try? Request.user.set("from deinit") }
    }
    let variable = ContextVar("setter", of: Setter.self)
    try Context().run {
      try variable.set(Setter())
      try variable.set(Setter())
      #expect(try Request.user.get() == "from deinit")
      try Request.user.set("again")
      let token = try variable.set(Setter())
      try variable.reset(token)
      #expect(try Request.user.get() == "from deinit")
    }
  }
}
