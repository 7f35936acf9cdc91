/// Keys: set, get, clear, and what is refused.
import ContextVars
import TaskContext
import Testing

@Suite struct TaskContextTests {
  /// The code of the error that `operation` throws; nil if it throws none.
  private func code<Result>(of operation: () throws(ContextError) -> Result) -> ContextError.Code? {
    do throws(ContextError) {
      _ = try operation()
      return nil
    } catch {
      return error.code
    }
  }

  @Test func whatIsSetIsFoundUnderItsKey() throws {
    try Context().run {
      try TaskContext.set("key", "first")
      try TaskContext.set("key", "second")
      try TaskContext.set("other", 3)
      #expect(try TaskContext.get("key") as? String == "second")
      #expect(try TaskContext.get("key", as: String.self) == "second")
      #expect(try TaskContext.get("other", default: 0) == 3)
    }
  }

  @Test func aMissingKeyIsNilOrTheDefault() throws {
    try Context().run { () throws in
      #expect(try TaskContext.get("missing") == nil)
      #expect(try TaskContext.get("missing", as: Int.self) == nil)
      #expect(try TaskContext.get("missing", default: "default") == "default")
    }
  }

  @Test func aValueOfAnotherTypeIsAnErrorThatNamesTheKey() throws {
    try Context().run {
      try TaskContext.set("user", 7)
      let failure = #expect(throws: ContextError.self) { try TaskContext.get("user", as: String.self) }
      #expect(failure?.code == .valueOfAnotherType)
      #expect(failure?.variable == "user")
      #expect("\(try #require(failure))".hasPrefix("TaskContext key 'user': its value is of another type"))
      #expect(
        code { () throws(ContextError) in try TaskContext.get("user", default: "none") }
          == .valueOfAnotherType)
      #expect(try TaskContext.get("user", as: Int.self) == 7)
    }
  }

  @Test func outsideAnyScopeAllIsRefusedAndSaysHowToOpenOne() {
    #expect(code { () throws(ContextError) in try TaskContext.get("key") } == .noScope)
    #expect(code { () throws(ContextError) in try TaskContext.get("key", as: Int.self) } == .noScope)
    #expect(code { () throws(ContextError) in try TaskContext.get("key", default: 1) } == .noScope)
    #expect(code { () throws(ContextError) in try TaskContext.set("key", 1) } == .noScope)
    #expect(code { () throws(ContextError) in try TaskContext.remove("key") } == .noScope)
    #expect(code { () throws(ContextError) in try TaskContext.clear() } == .noScope)
    let failure = #expect(throws: ContextError.self) { try TaskContext.set("key", 1) }
    #expect(
      failure?.description
        == "TaskContext key 'key': there is no scope here for set to change; open one with withValue, Context.run or "
        + "ContextScope.run, or start the task with Task(context:)")
  }

  @Test func aTaskThatDoesNotOwnItsScopeReadsAndMayNotSet() async throws {
    try await Context().run {
      try TaskContext.set("key", "parent's")
      async let seen = try TaskContext.get("key", as: String.self)
      #expect(try await seen == "parent's")
      let refusals = await Task {
        [
          code { () throws(ContextError) in try TaskContext.set("key", "x") },
          code { () throws(ContextError) in try TaskContext.remove("key") },
          code { () throws(ContextError) in try TaskContext.clear() },
        ]
      }.value
      #expect(refusals == [.notOwner, .notOwner, .notOwner])
      #expect(try TaskContext.get("key", as: String.self) == "parent's")
    }
  }

  @Test func whatIsSetEndsWithItsScope() throws {
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

  @Test func clearRemovesEveryKeyAndNoVariable() throws {
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

  @Test func keysOfEveryHashableTypeAreToldApart() throws {
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
    }
  }

  @Test func valuesAreReleasedWithTheLastContextThatHoldsThem() throws {
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

  @Test func keysAreReleasedWithTheLastContextThatHoldsThem() throws {
    // Its end may use the library: none happens under a lock.
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

  @Test func aSnapshotIsReadAndChangedByKey() throws {
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

  /// A key whose hash is chosen, and whose comparison may use the library.
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

  /// Each of them is copied and compared by each change, as the engine documents of collision nodes: quadratic in all.
  @Test func manyKeysOfOneHashAreKeptApart() throws {
    #if DEBUG
      let count = 1_000  // seconds for ten thousand in an optimised build, a minute in this one
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

  @Test func aComparisonOfKeysMayUseTheContext() throws {
    nonisolated(unsafe) var calls = 0
    let callback = Chosen.Callback {
      calls += 1
      // Once: a comparison that sets each time would begin the change that asks it again and again.
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

/// The limit is one for the process, so its tests run in processes of their own.
@Suite struct KeyLimitTests {
  @Test func theLimitHoldsForNewKeysOfAScope() async throws {
    let result = await #expect(processExitsWith: .success) {
      TaskContext.keyLimit = 2
      Context().run {
        do throws(ContextError) {
          try TaskContext.set("a", 1)
          try TaskContext.set("b", 2)
          try TaskContext.set("a", 3)
          do throws(ContextError) {
            try TaskContext.set("c", 4)
            fatalError("a third key was taken")
          } catch {
            precondition(error.code == .tooManyKeys && error.variable == "c")
          }
          try TaskContext.remove("b")
          try TaskContext.set("c", 4)
        } catch {
          fatalError("\(error)")
        }
      }
    }
    #expect(result != nil)
  }

  @Test func tasksThatShareAScopeKeepTheLimitTogether() async throws {
    let result = await #expect(processExitsWith: .success) {
      TaskContext.keyLimit = 100
      let refused = await Task(inheriting: .share) {
        await withTaskGroup(of: Int.self) { group in
          for task in 0..<4 {
            group.addTask(inheriting: .share) {
              (0..<50).count { key in
                do throws(ContextError) {
                  try TaskContext.set([task, key], 0)
                  return false
                } catch {
                  precondition(error.code == .tooManyKeys)
                  return true
                }
              }
            }
          }
          return await group.reduce(0, +) + Context.current.count
        }
      }.value
      precondition(refused == 200, "every key is there or was refused: \(refused)")
    }
    #expect(result != nil)
  }
}
