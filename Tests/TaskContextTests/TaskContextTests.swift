// Keys: set, get, clear, and the calls that are refused.
import ContextVars
import TaskContext
import TestSupport
import Testing

@Suite struct TaskContextTests {

  @Test func `a value that was set is found under its key`() throws {
    try Context().run {
      try TaskContext.set("key", "first")
      try TaskContext.set("key", "second")
      try TaskContext.set("other", 3)
      #expect(try TaskContext.get("key") as? String == "second")
      #expect(try TaskContext.get("key", as: String.self) == "second")
      #expect(try TaskContext.get("other", default: 0) == 3)
    }
  }

  @Test func `a missing key is nil or the default`() throws {
    try Context().run { () throws in
      #expect(try TaskContext.get("missing") == nil)
      #expect(try TaskContext.get("missing", as: Int.self) == nil)
      #expect(try TaskContext.get("missing", default: "default") == "default")
    }
  }

  @Test func `a value of another type is an error that names the key`() throws {
    try Context().run {
      try TaskContext.set("user", 7)
      let failure = #expect(throws: ContextError.self) { try TaskContext.get("user", as: String.self) }
      #expect(failure?.code == .valueOfAnotherType)
      #expect(failure?.variable == "user")
      #expect(
        failure?.description
          == "TaskContext key \"user\": its value does not have the requested type; read it with get(_:), or "
          + "as the type that was set. Reason: it has type Int, and was requested as String")
      #expect(
        refusal { try TaskContext.get("user", default: "none") }
          == .valueOfAnotherType)
      #expect(try TaskContext.get("user", as: Int.self) == 7)
    }
  }

  @Test func `outside any scope every call is refused and the error says how to open one`() {
    #expect(refusal { try TaskContext.get("key") } == .noScope)
    #expect(refusal { try TaskContext.get("key", as: Int.self) } == .noScope)
    #expect(refusal { try TaskContext.get("key", default: 1) } == .noScope)
    #expect(refusal { try TaskContext.set("key", 1) } == .noScope)
    #expect(refusal { try TaskContext.remove("key") } == .noScope)
    #expect(refusal { try TaskContext.clear() } == .noScope)
    let failure = #expect(throws: ContextError.self) { try TaskContext.set("key", 1) }
    #expect(
      failure?.description
        == "TaskContext key \"key\": there is no scope here to hold keys; open one with Context.run, "
        + "Context.withValues or ContextScope.run, or start the task with Task(context:) or Task(inheriting:)"
    )
    let reading = #expect(throws: ContextError.self) { try TaskContext.get("key") }
    #expect(reading?.description == failure?.description)
    let clearing = #expect(throws: ContextError.self) { try TaskContext.clear() }
    #expect(
      clearing?.description.hasPrefix("TaskContext: there is no scope here to hold keys") == true)
  }

  @Test func `a task that does not own its scope reads and may not set`() async throws {
    try await Context().run {
      try TaskContext.set("key", "parent's")
      async let seen = try TaskContext.get("key", as: String.self)
      #expect(try await seen == "parent's")
      let refusals = await Task {
        [
          refusal { try TaskContext.set("key", "x") },
          refusal { try TaskContext.remove("key") },
          refusal { try TaskContext.clear() },
        ]
      }.value
      #expect(refusals == [.notOwner, .notOwner, .notOwner])
      #expect(try TaskContext.get("key", as: String.self) == "parent's")
    }
  }

  @Test func `keys that were set end with their scope`() throws {
    try Context().run {
      try TaskContext.set("key", "outer")
      try Context.current.run {
        try TaskContext.set("key", "inner")
        try TaskContext.set("new", 1)
      }
      #expect(try TaskContext.get("key", as: String.self) == "outer")
      #expect(try TaskContext.get("new") == nil)
    }
  }

  @Test func `clear removes every key and no variable`() throws {
    let variable = ContextVar("variable", default: 0)
    try variable.withValue(1) { () throws in
      for key in 0..<100 { try TaskContext.set(key, key) }
      try TaskContext.remove(3)
      #expect(Context.current.count == 100)
      try TaskContext.clear()
      #expect(Context.current.count == 1)
      #expect(variable.get() == 1)
      for key in 0..<100 { #expect(try TaskContext.get(key) == nil) }
    }
  }

  @Test func `keys are compared as AnyHashable compares them`() throws {
    struct Key: Hashable, Sendable { var name: String }
    enum Role { case admin }
    try Context().run {
      try TaskContext.set("1", "string")
      try TaskContext.set(1, "integer")
      try TaskContext.set(Key(name: "1"), "struct")
      try TaskContext.set(Role.admin, "enum")
      try TaskContext.set([1, 2], "array")
      try TaskContext.set(Int?.none, "nil")
      #expect(try TaskContext.get("1", as: String.self) == "string")
      #expect(try TaskContext.get(1, as: String.self) == "integer")
      #expect(try TaskContext.get(Key(name: "1"), as: String.self) == "struct")
      #expect(try TaskContext.get(Role.admin, as: String.self) == "enum")
      #expect(try TaskContext.get([1, 2], as: String.self) == "array")
      #expect(try TaskContext.get(Int?.none, as: String.self) == "nil")
      #expect(Context.current.count == 6)
      #expect(
        try TaskContext.get(1.0, as: String.self) == "integer", "equal numbers of two types are one key")
      #expect(
        try TaskContext.get(Int?.some(1), as: String.self) == "integer", "an optional equals its content")
    }
  }

  @Test func `a nil that was set reads as no value`() throws {
    try Context().run {
      let missing: String? = nil
      try TaskContext.set("user", missing)
      try TaskContext.set("nested", String??.some(nil))
      #expect(try TaskContext.get("user") == nil)
      #expect(try TaskContext.get("user", as: String.self) == nil)
      #expect(try TaskContext.get("user", default: "default") == "default")
      #expect(try TaskContext.get("nested", as: String.self) == nil)
      #expect(Context.current.count == 2)
      try TaskContext.set("user", String?.some("u"))
      #expect(try TaskContext.get("user", as: String.self) == "u")
      var context = Context.current
      context[key: "user"] = missing
      #expect(context.count == 1)
    }
  }

  @Test func `keys can be bound for a closure together with variables`() async throws {
    let variable = ContextVar("variable", default: 0)
    let result = try await Context.withValues(variable.bound(to: 1), TaskContext.bound("key", to: "k")) {
      async let child = TaskContext.get("key", as: String.self)
      return (
        variable.get(), try await child, try Context.current.run { try TaskContext.get("key", default: "") }
      )
    }
    #expect(result.0 == 1 && result.1 == "k" && result.2 == "k")
    let copies = try await Context.withValues(TaskContext.bound("key", to: 0, copy: { $0 + 1 })) {
      try await Task(context: .current) { try TaskContext.get("key", as: Int.self) }.value
    }
    #expect(copies == 1)
    #expect(refusal { try TaskContext.get("key") } == .noScope)
  }

  @Test func `a key that is listed can be read and removed`() async throws {
    try await Context().run {
      for key in 0..<10 { try TaskContext.set(key, "\(key)") }
      let listed = Context.current.compactMap(\.variable.key)
      let seen = try await Task(context: .current) {
        try listed.reduce(into: Set<String>()) { $0.insert(try TaskContext.get($1, default: "")) }
      }.value
      #expect(seen == Set((0..<10).map(String.init)))
      for key in listed { try TaskContext.remove(key) }
      #expect(Context.current.isEmpty)
    }
  }

  /// An object that a copy function captures.
  private final class Held: Sendable {}

  @Test func `a copy function is released with its value`() throws {
    weak var replaced: Held?
    weak var listed: Held?
    var names: [AnyContextVar] = []
    try Context().run {
      try {
        let (one, two) = (Held(), Held())
        (replaced, listed) = (one, two)
        try TaskContext.set("replaced", 1) { value in withExtendedLifetime(one) { value } }
        try TaskContext.set("listed", 1) { value in withExtendedLifetime(two) { value } }
      }()
      try TaskContext.set("replaced", 2)
      #expect(replaced == nil)
      #expect(listed != nil)
      names = Context.current.map(\.variable)
    }
    #expect(listed == nil && names.count == 2, "a list of names keeps keys, and nothing else")
  }

  @Test func `a selection keeps the copy functions of its own values`() async throws {
    let withFunction = try Context().run {
      try TaskContext.set("key", 0) { $0 + 1 }
      return Context.current
    }
    var without = Context()
    without[key: "key"] = 0
    func handedOn(_ context: Context) async -> Int? {
      await Task(context: context) { Context.current[key: "key"] as? Int }.value
    }
    #expect(await handedOn(withFunction.only(without.map(\.variable))) == 1)
    #expect(await handedOn(without.only(withFunction.map(\.variable))) == 0)
    #expect(await handedOn(withFunction.filter { _ in true }) == 1)
    var changed = withFunction
    changed[key: "key"] = 5
    #expect(await handedOn(changed) == 5, "a value that is set without a function is handed on as it is")
  }

  @Test func `a copy function may use the context`() async throws {
    try await Context().run {
      try TaskContext.set("other", 10)
      try TaskContext.set("key", 0) { value in
        try? TaskContext.set("copied", true)
        return value + ((try? TaskContext.get("other", default: 0)) ?? 0)
      }
      #expect(try await Task(inheriting: .copy) { try TaskContext.get("key", as: Int.self) }.value == 10)
      #expect(
        try TaskContext.get("copied", as: Bool.self) == true,
        "the copy function runs in the task that starts the other")
    }
  }

  @Test func `values are released with the last context that holds them`() throws {
    final class Held: Sendable {}
    weak var first: Held?
    weak var second: Held?
    weak var cleared: Held?
    try Context().run {
      do {
        let (one, two, three) = (Held(), Held(), Held())
        (first, second, cleared) = (one, two, three)
        try TaskContext.set("key", one)
        try TaskContext.set("key", two)
        try TaskContext.set("other", three)
      }
      #expect(first == nil, "a value that was replaced")
      #expect(second != nil && cleared != nil)
      let snapshot = Context.current
      try TaskContext.clear()
      #expect(cleared != nil)
      withExtendedLifetime(snapshot) {}
    }
    #expect(second == nil && cleared == nil)
  }

  @Test func `keys are released with the last context that holds them`() throws {
    // A key's deinit may use the library, because no key is released under a lock.
    final class Name: Hashable, Sendable {
      let text: String
      init(_ text: String) { self.text = text }
      deinit { _ = try? TaskContext.get("another") }
      static func == (left: Name, right: Name) -> Bool { left.text == right.text }
      func hash(into hasher: inout Hasher) { hasher.combine(text) }
    }
    weak var first: Name?
    weak var second: Name?
    try Context().run {
      try {
        let (one, two) = (Name("key"), Name("key"))
        (first, second) = (one, two)
        try TaskContext.set(one, 1)
        try TaskContext.set(two, 2)
        #expect(Context.current.count == 1)
        #expect(try TaskContext.get(Name("key"), as: Int.self) == 2)
      }()
      #expect(second != nil, "the key that the context lists")
      try TaskContext.remove(Name("key"))
      #expect(first == nil && second == nil)
      try TaskContext.set(Name("key"), 3)
    }
  }

  @Test func `a snapshot is read and changed by key`() throws {
    let variable = ContextVar("variable", default: 0)
    var context = Context(variable.bound(to: 1))
    context[key: "a"] = 1
    context[key: 2] = "two"
    let copy = context
    context[key: "a"] = nil
    #expect(context[key: "a"] == nil)
    #expect(context[key: 2] as? String == "two")
    #expect(copy[key: "a"] as? Int == 1)
    #expect(copy.count == 3)
    try copy.run { () throws in
      #expect(try TaskContext.get("a", as: Int.self) == 1)
      try TaskContext.set("a", 2)
      #expect(Context.current[key: "a"] as? Int == 2)
    }
    #expect(copy[key: "a"] as? Int == 1)
  }

  /// A key with a chosen hash, whose comparison may use the library.
  struct Chosen: Hashable, Sendable {
    var number: Int
    /// Called by `==`.
    var onComparison: Callback?

    final class Callback: Sendable {
      let call: @Sendable () -> Void
      init(_ call: @escaping @Sendable () -> Void) { self.call = call }
    }

    static func == (left: Chosen, right: Chosen) -> Bool {
      (left.onComparison ?? right.onComparison)?.call()
      return left.number == right.number
    }

    func hash(into hasher: inout Hasher) { hasher.combine(1) }
  }

  /// Each change copies and compares all of these keys, as the engine documents for collision nodes, so the
  /// test takes quadratic time.
  @Test func `many keys of one hash are kept apart`() throws {
    #if DEBUG
      let count = 1_000  // 10,000 would take a minute in this build; in an optimised one they take seconds
    #else
      let count = 10_000
    #endif
    try Context().run {
      for number in 0..<count { try TaskContext.set(Chosen(number: number), number) }
      for number in stride(from: 0, to: count, by: 97) {
        #expect(try TaskContext.get(Chosen(number: number), as: Int.self) == number)
      }
      #expect(try TaskContext.get(Chosen(number: count)) == nil)
      let snapshot = Context.current
      for number in stride(from: 0, to: count, by: 10) { try TaskContext.remove(Chosen(number: number)) }
      #expect(Context.current.count == count / 10 * 9)
      #expect(snapshot.count == count)
    }
  }

  @Test func `a comparison of keys may use the context`() throws {
    nonisolated(unsafe) var calls = 0
    let callback = Chosen.Callback {
      calls += 1
      // Only once: if every comparison set a key, the change that calls it would start over again and again.
      if calls == 3 { try? TaskContext.set("set by ==", calls) }
      _ = try? TaskContext.get(Chosen(number: 1))
    }
    try Context().run {
      for number in 0..<10 { try TaskContext.set(Chosen(number: number), number) }
      try TaskContext.set(Chosen(number: 20, onComparison: callback), 20)
      #expect(try TaskContext.get("set by ==", as: Int.self) == 3, "what it set is not lost")
      #expect(try TaskContext.get(Chosen(number: 20), as: Int.self) == 20)
      #expect(try TaskContext.get(Chosen(number: 9, onComparison: callback), as: Int.self) == 9)
      #expect(Context.current.count == 12)
      #expect(calls > 10)
    }
  }
}
