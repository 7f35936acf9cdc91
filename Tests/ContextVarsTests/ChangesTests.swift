// Comparing contexts, computing and merging their changes, and selecting from their bindings.
import ContextVars
import TestSupport
import Testing

@Suite struct EqualityTests {
  @Test func `contexts are equal if they bind the same variables to equal values`() {
    let one = Context(Request.id.bound(to: "r"), Request.tenant.bound(to: "t"))
    let other = Context().binding(Request.tenant, to: "t").binding(Request.id, to: "r")
    #expect(one == other)
    #expect(one != other.binding(Request.id, to: "s"))
    #expect(one != other.removing(Request.tenant))
    #expect(one != other.binding(Request.user, to: "u"))
    #expect(Context() == Context())
    #expect(one.removing(Request.id).removing(Request.tenant) == Context())
  }

  @Test func `a default does not count as a binding`() {
    #expect(Context(Request.tenant.bound(to: Request.tenant.get())) != Context())
  }

  @Test func `values that are not equatable are equal if they are one object or one binding`() {
    final class Object: Sendable {}
    struct Opaque: Sendable { let number: Int }
    let object = ContextVar("object", of: Object.self)
    let opaque = ContextVar("opaque", of: Opaque.self)
    let shared = Object()
    #expect(Context(object.bound(to: shared)) == Context(object.bound(to: shared)))
    #expect(Context(object.bound(to: shared)) != Context(object.bound(to: Object())))
    let optional = ContextVar("optional", of: Object?.self)
    #expect(Context(optional.bound(to: shared)) == Context(optional.bound(to: shared)))
    #expect(Context(optional.bound(to: shared)) != Context(optional.bound(to: Object())))
    #expect(Context(optional.bound(to: nil)) == Context(optional.bound(to: nil)))
    #expect(Context(optional.bound(to: nil)) != Context(optional.bound(to: shared)))
    let number = ContextVar("number", of: Int??.self)
    #expect(Context(number.bound(to: 1)) == Context(number.bound(to: 1)))
    #expect(Context(number.bound(to: 1)) != Context(number.bound(to: .some(nil))))
    #expect(Context(number.bound(to: nil)) != Context(number.bound(to: .some(nil))))
    let bound = opaque.bound(to: Opaque(number: 1))
    #expect(Context(bound) == Context(bound))
    #expect(Context(bound) != Context(opaque.bound(to: Opaque(number: 1))))
  }

  /// Equal to every value of its type, and counts the comparisons.
  private struct Asking: Equatable, Sendable {
    let asked: Tally
    let onAsk: @Sendable () -> Void
    static func == (left: Self, right: Self) -> Bool {
      left.asked.add("asked")
      left.onAsk()
      return true
    }
  }

  @Test func `bindings that contexts share are not compared`() {
    let asked = Tally()
    let variables = (0..<100).map { ContextVar("v\($0)", of: Asking.self) }
    let value = Asking(asked: asked, onAsk: {})
    let base = variables.reduce(Context()) { $0.binding($1, to: value) }
    #expect(base == base.binding(variables[50], to: value))
    #expect(asked.counts == ["asked": 1])
  }

  // CPython's test_context_eq_reentrant_contextvar_set (issue 142829).
  @Test func `a value's equality may change the context that is being compared`() throws {
    let asked = Tally()
    let variables = (0..<20).map { ContextVar("r\($0)", of: Asking.self) }
    try Context().run {
      let value = Asking(
        asked: asked,
        onAsk: {
          for variable in variables { _ = try? variable.unset() }
          _ = try? Request.id.set("changed")
        })
      for variable in variables { try variable.set(value) }
      let other = variables.reduce(Context()) { $0.binding($1, to: value) }
      #expect(Context.current == other)
      #expect(try Request.id.get() == "changed")
      #expect(Context.current.count == 1)
    }
    #expect(asked.counts == ["asked": 20])
  }
}

@Suite struct ChangesTests {
  @Test func `changes lists added replaced and removed bindings`() {
    let before = Context(Request.id.bound(to: "a"), Request.user.bound(to: "u"))
    let changes = before.binding(Request.id, to: "b").binding(Request.tenant, to: "t").removing(Request.user)
      .changes(since: before)
    #expect(changes.added == Context(Request.tenant.bound(to: "t")))
    #expect(changes.removed == Context(Request.user.bound(to: "u")))
    #expect(changes.replaced.map(\.variable) == [AnyContextVar(Request.id)])
    #expect(changes.replaced.first?.oldValue as? String == "a")
    #expect(changes.replaced.first?.newValue as? String == "b")
    #expect(!changes.isEmpty)
  }

  @Test func `an equal value is no change`() {
    let before = Context(Request.id.bound(to: "a"))
    #expect(before.changes(since: before).isEmpty)
    #expect(before.binding(Request.id, to: "a").changes(since: before).isEmpty)
    #expect(Context().changes(since: Context()).isEmpty)
  }

  @Test func `a merge takes over what the child changed`() {
    let base = Context(Request.id.bound(to: "a"), Request.user.bound(to: "u"))
    let parent = base.binding(Request.tenant, to: "parent")
    let child = base.binding(Request.id, to: "b").removing(Request.user)
    let merged = parent.merging(changesFrom: child, since: base) { _ in
      Issue.record("nothing was changed by both")
      return .mine
    }
    #expect(merged == Context(Request.id.bound(to: "b"), Request.tenant.bound(to: "parent")))
  }

  @Test(arguments: [true, false])
  func `a merge asks about what both changed differently`(mine: Bool) {
    let base = Context(Request.id.bound(to: "a"), Request.user.bound(to: "u"))
    let parent = base.binding(Request.id, to: "parent").removing(Request.user).binding(
      Request.tenant, to: "x")
    let child = base.binding(Request.id, to: "child").binding(Request.user, to: "v").binding(
      Request.tenant, to: "y")
    var asked: [String] = []
    let merged = parent.merging(changesFrom: child, since: base) { conflict in
      let values = [conflict.base, conflict.mine, conflict.theirs].map { $0.map { "\($0)" } ?? "-" }
      asked.append("\(conflict.variable.name) \(values.joined(separator: " "))")
      return mine ? .mine : .theirs
    }
    #expect(asked.sorted() == ["request-id a parent child", "tenant - x y", "user u - v"])
    #expect(merged == (mine ? parent : child))
  }

  @Test func `a conflict may be resolved by a third value`() {
    let counter = ContextVar("counter", of: Int.self)
    let base = Context(counter.bound(to: 10))
    let merged = base.binding(counter, to: 13).merging(
      changesFrom: base.binding(counter, to: 11), since: base
    ) {
      guard let base = $0.base as? Int, let mine = $0.mine as? Int, let theirs = $0.theirs as? Int else {
        return .mine
      }
      return .value(counter.bound(to: mine + theirs - base))
    }
    #expect(merged[counter] == 14)
  }

  @Test func `what a policy did to the child is not merged back`() async {
    let lock = ContextVar("lock", of: String.self, inheritance: .never)
    let span = ContextVar("span", of: String.self, inheritance: .fork { $0 + "/child" })
    await Context.withValues(lock.bound(to: "held"), span.bound(to: "root")) {
      let base = Context.current
      let idle = await Task(context: base) { Context.current }.value
      #expect(idle[span] == "root/child" && idle[lock] == nil)
      let unchanged = base.merging(changesFrom: idle, since: base) { _ in
        Issue.record("the child has changed nothing")
        return .theirs
      }
      #expect(unchanged == base)
      let busy = await Task(context: base) {
        _ = try? span.set("of its own")
        _ = try? lock.set("taken")
        return Context.current
      }.value
      let merged = base.merging(changesFrom: busy, since: base) { _ in .mine }
      #expect(merged[span] == "of its own" && merged[lock] == "taken")
    }
  }

  @Test func `bindings that contexts share are not compared`() {
    let asked = Tally()
    struct Asking: Equatable, Sendable {
      let asked: Tally
      static func == (left: Self, right: Self) -> Bool {
        left.asked.add("asked")
        return false
      }
    }
    let variables = (0..<100).map { ContextVar("v\($0)", of: Asking.self) }
    let value = Asking(asked: asked)
    let base = variables.reduce(Context()) { $0.binding($1, to: value) }
    let changed = base.binding(variables[50], to: value)
    #expect(changed.changes(since: base).replaced.count == 1)
    #expect(asked.counts == ["asked": 1])
    _ = base.merging(changesFrom: changed, since: base) { _ in .theirs }
    #expect(asked.counts["asked", default: 0] < 10)
  }

  @Test func `the same change on both sides is no conflict`() {
    let base = Context(Request.id.bound(to: "a"), Request.user.bound(to: "u"))
    let both = base.binding(Request.id, to: "b").removing(Request.user)
    let merged = both.merging(changesFrom: both, since: base) { _ in
      Issue.record("they agree")
      return .mine
    }
    #expect(merged == both)
  }

  @Test func `an error thrown by the conflict closure comes through`() {
    let base = Context()
    #expect(throws: Failure()) {
      _ = try Context(Request.id.bound(to: "a")).merging(
        changesFrom: Context(Request.id.bound(to: "b")), since: base
      ) { _ throws(Failure) in throw Failure() }
    }
  }

  @Test func `a task's changes can be merged into the context of its parent`() async {
    await Request.id.withValue("a") {
      let base = Context.current
      let child = await Task(context: base) {
        _ = try? Request.user.set("found")
        return Context.current
      }.value
      let merged = Context.current.merging(changesFrom: child, since: base) { _ in .theirs }
      merged.run { #expect(Request.user.get(default: "-") == "found") }
    }
  }
}

@Suite struct SelectionTests {
  private let context = Context(
    Request.id.bound(to: "r"), Request.user.bound(to: "u"), Request.tenant.bound(to: "t"))

  @Test func `only keeps the given variables and except drops them`() {
    #expect(
      context.only(Request.id, Request.tenant)
        == Context(Request.id.bound(to: "r"), Request.tenant.bound(to: "t")))
    #expect(context.except(Request.id, Request.tenant) == Context(Request.user.bound(to: "u")))
    #expect(context.only([AnyContextVar(Request.user)]) == Context(Request.user.bound(to: "u")))
    #expect(context.except([AnyContextVar(Request.user)]) == context.only(Request.id, Request.tenant))
    #expect(Context().only(Request.id) == Context())
    #expect(Context().except(Request.id) == Context())
  }

  @Test func `filtering a context returns a context`() throws {
    let filtered: Context = context.filter {
      $0.variable.name.hasSuffix("e") == false && $0.value as? String != "t"
    }
    #expect(filtered == context.except(Request.tenant))
    #expect(throws: Failure()) { _ = try context.filter { _ in throw Failure() } as Context }
    #expect(context.count == 3)
  }

  @Test func `a context is a collection`() {
    #expect(context.count == 3)
    #expect(Array(context.indices).count == 3)
    #expect(Set(context.map(\.variable)) == Set(context.indices.map { context[$0].variable }))
    #expect(context.first?.variable == context[context.startIndex].variable)
    #expect(Context().startIndex == Context().endIndex)
    #expect(context.index(context.startIndex, offsetBy: 3) == context.endIndex)
    #expect(context.startIndex < context.endIndex)
    #expect(Set(context.dropFirst().map(\.variable.name)).count == 2)
  }

  @Test func `an untyped variable finds its value`() {
    #expect(context[AnyContextVar(Request.id)] as? String == "r")
    #expect(context.contains(AnyContextVar(Request.id)))
    #expect(Context()[AnyContextVar(Request.id)] == nil)
    #expect(!Context().contains(AnyContextVar(Request.id)))
  }

  @Test func `several variables are bound at once`() async throws {
    let seen = Context.withValues(
      Request.id.bound(to: "a"), Request.user.bound(to: "b"), Request.id.bound(to: "c")
    ) {
      "\(Request.id.get(default: "-")) \(Request.user.get(default: "-")) \(Context.current.count)"
    }
    #expect(seen == "c b 2", "of two values for one variable the later counts")
    try await Context.withValues(Request.id.bound(to: "a"), Request.tenant.bound(to: "t")) {
      await Task.yield()
      #expect(try Request.id.get() == "a")
      try Request.id.set("b")
    }
    #expect(!Request.id.isBound)
    #expect(
      Context(Request.id.bound(to: "a")).binding(Request.user.bound(to: "b"), Request.tenant.bound(to: "c"))
        .count == 3)
    let binding = Request.id.bound(to: "z")
    #expect(binding.variable == AnyContextVar(Request.id) && binding.value as? String == "z")
  }
}
