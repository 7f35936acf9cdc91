// Variables whose values are objects: most are stored without a box, which must make no visible difference.
import ContextVars
import TestSupport
import Testing

@Suite struct ObjectTests {
  class Base: @unchecked Sendable {
    let name: String
    init(_ name: String) { self.name = name }
  }
  final class Derived: Base, @unchecked Sendable {}
  final class Comparable: Sendable, Equatable {
    let name: String
    init(_ name: String) { self.name = name }
    static func == (left: Comparable, right: Comparable) -> Bool { left.name == right.name }
  }

  static let plain = ContextVar("plain object", of: Base.self)
  static let equal = ContextVar("equal object", default: Comparable("none"))
  static let optional = ContextVar("optional object", default: Base?.none)
  static let kept = ContextVar("kept object", of: Base.self, inheritance: .never)
  static let forked = ContextVar(
    "forked object", default: Base("root"), inheritance: .fork { Base($0.name + "/child") })
  static let anything = ContextVar("any object", of: (any Sendable & AnyObject).self)

  @Test func `every way of reading returns the very object that was bound`() async throws {
    let (first, second) = (Base("first"), Derived("second"))
    try await Self.plain.withValue(first) { () async throws in
      #expect(try Self.plain.get() === first)
      let token = try Self.plain.set(second)
      #expect(token.oldValue === first)
      #expect(try Self.plain.get() === second && Self.plain.get() is Derived)
      async let read = Self.plain.get()
      #expect(try await read === second)
      let snapshot = Context.current
      #expect(snapshot[Self.plain] === second && snapshot.contains(Self.plain))
      #expect(snapshot[AnyContextVar(Self.plain)] as? Base === second)
      #expect(snapshot.map(\.value).first as? Base === second)
      #expect(try await Task(context: snapshot) { try Self.plain.get() }.value === second)
      #expect(try await Task(inheriting: .layer) { try Self.plain.get() }.value === second)
      #expect(try await Task(inheriting: .share) { try Self.plain.get() }.value === second)
      try Self.plain.reset(token)
      #expect(try Self.plain.get() === first)
    }
  }

  @Test func `objects are compared by equality if they are equatable and else by identity`() {
    let object = Base("a")
    #expect(Context(Self.plain.bound(to: object)) == Context(Self.plain.bound(to: object)))
    #expect(Context(Self.plain.bound(to: object)) != Context(Self.plain.bound(to: Base("a"))))
    #expect(Context(Self.equal.bound(to: Comparable("a"))) == Context(Self.equal.bound(to: Comparable("a"))))
    #expect(Context(Self.equal.bound(to: Comparable("a"))) != Context(Self.equal.bound(to: Comparable("b"))))
    let changes = Context(Self.equal.bound(to: Comparable("b")), Self.plain.bound(to: object))
      .changes(since: Context(Self.equal.bound(to: Comparable("a"))))
    #expect(changes.replaced.count == 1 && changes.replaced.first?.newValue as? Comparable == Comparable("b"))
    #expect(changes.added[Self.plain] === object)
    let merged = Context(Self.equal.bound(to: Comparable("mine"))).merging(
      changesFrom: Context(Self.equal.bound(to: Comparable("theirs"))), since: Context()
    ) { conflict in
      #expect(conflict.mine as? Comparable == Comparable("mine"))
      return .theirs
    }
    #expect(merged[Self.equal] == Comparable("theirs"))
  }

  @Test func `an optional object and an existential one read as they were bound`() throws {
    let object = Base("inside")
    try Context().run {
      try Self.optional.set(object)
      #expect(Self.optional.get() === object)
      try Self.optional.set(nil)
      #expect(Self.optional.get() == nil && Self.optional.isBound)
      try Self.anything.set(object)
      #expect(try Self.anything.get() === object)
      #expect(Context.current[Self.anything] === object)
    }
  }

  @Test func `policies apply to objects`() async throws {
    let object = Base("held")
    try await Context(Self.kept.bound(to: object), Self.forked.bound(to: Base("root"))).run {
      () async throws in
      #expect(try Self.kept.get() === object)
      async let seen = (Self.kept.isBound, Self.forked.get().name)
      #expect(await seen == (false, "root"))
      let child = await Task(context: .current) { (Self.kept.isBound, Self.forked.get().name) }.value
      #expect(child == (false, "root/child"))
      try await Task(inheriting: .share) {
        #expect(!Self.kept.isBound)
        try Self.kept.set(Base("the sharer's"))
      }.value
      #expect(try Self.kept.get() === object)
      try Self.kept.unset()
      #expect(!Self.kept.isBound)
    }
  }

  @Test func `watchers are told of objects`() throws {
    // A watcher is notified of every scope's changes, so no other test may use the variable.
    let watched = ContextVar("watched object", of: Base.self)
    let told = Tally()
    let watch = watched.watch {
      told.add("\($0.kind) \($0.oldValue?.name ?? "-") \($0.newValue?.name ?? "-")")
    }
    try watched.withValue(Base("a")) {
      let token = try watched.set(Base("b"))
      try watched.unset()
      try watched.reset(token)
    }
    watch.cancel()
    #expect(told.counts == ["enter - a": 1, "set a b": 1, "unset b -": 1, "reset - a": 1, "leave a -": 1])
  }

  @Test func `a variable set in a generic function reads the same outside it`() throws {
    func set<Value: Sendable>(_ variable: ContextVar<Value, ContextError>, _ value: Value) throws -> Value {
      try variable.set(value)
      return try variable.get()
    }
    let object = Base("generic")
    try Context().run {
      let found = try set(Self.plain, object)
      #expect(found === object)
      #expect(try Self.plain.get() === object)
      let number = ContextVar("generic number", of: Int.self)
      #expect(try set(number, 7) == 7 && number.get() == 7)
    }
  }
}
