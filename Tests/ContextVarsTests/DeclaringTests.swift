// Declaring variables, once or once for each type, and the warning about code that initialises them
// again and again.
import ContextVars
import TestSupport
import Testing

@Suite struct DeclaringTests {
  struct Cache<Value: Sendable> {
    static var size: ContextVar<Int, Never> { .kept(by: Cache.self, "size", default: 10) }
    static var name: ContextVar<String, ContextError> { .kept(by: Cache.self, "name", of: String.self) }
    static var value: ContextVar<[Value], Never> {
      .kept(by: Cache.self, "value", default: [], inheritance: .fork { $0 + $0 })
    }
  }

  @Test func `a generic type keeps one variable per name and specialisation`() async throws {
    #expect(Cache<Int>.size == Cache<Int>.size)
    #expect(Cache<Int>.size != Cache<String>.size)
    try await Cache<Int>.size.withValue(1) { () async throws in
      #expect(Cache<Int>.size.get() == 1)
      #expect(Cache<String>.size.get() == 10)
      let token = try Cache<Int>.name.set("ints")
      #expect(try Cache<Int>.name.get() == "ints")
      #expect(throws: ContextError.self) { try Cache<String>.name.get() }
      try Cache<Int>.name.reset(token)
      try Cache<Int>.value.set([1])
      #expect(await Task(context: .current) { Cache<Int>.value.get() }.value == [1, 1])
    }
    // The same name with another kind is another variable.
    struct Both {
      static var number: ContextVar<Int, Never> { .kept(by: Self.self, "both", default: 1) }
      static var text: ContextVar<String, Never> { .kept(by: Self.self, "both", default: "one") }
      static var required: ContextVar<Int, ContextError> { .kept(by: Self.self, "both", of: Int.self) }
    }
    #expect(Both.number.get() == 1 && Both.text.get() == "one" && Both.required.get(default: 2) == 2)
  }

  class Base<Value> {
    static var depth: ContextVar<Int, Never> { .kept(by: Base.self, "depth", default: 0) }
    func read() -> Int { Self.depth.get() }
  }
  final class Derived: Base<Int> {}

  @Test func `a class and its subclasses keep one variable`() {
    Base<Int>.depth.withValue(5) { #expect(Derived().read() == 5) }
  }

  @Test func `tasks that ask for a kept variable at once get the same one`() async {
    struct Keeper<Value> {}
    let variables = await withTaskGroup(of: ContextVar<Int, Never>.self) { group in
      for _ in 0..<100 { group.addTask { .kept(by: Keeper<Int>.self, "one", default: 0) } }
      return await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(variables.count == 1)
  }

  #if DEBUG
    @Test func `a place that initialises variables again and again is reported once`() async throws {
      let result = try await #require(
        processExitsWith: .success, observing: [\.standardErrorContent]
      ) {
        struct Box<Value> {
          static var variable: ContextVar<Int, Never> { ContextVar("computed", default: 0) }
        }
        for _ in 0..<30 { Box<Int>.variable.withValue(1) { precondition(Box<Int>.variable.get() == 0) } }
        // Not reported, because each variable has a name of its own, or because they are few.
        _ = (0..<30).map { ContextVar("v\($0)", default: 0) }
        for _ in 0..<9 { _ = ContextVar("a few", of: Int.self) }
        for _ in 0..<30 { _ = Cache<Int>.size }
        // One variable per request, which is reported. (To the compiler this whole block is one line, because
        // it stands in a macro.)
        for number in 0..<1_500 { _ = ContextVar("user-\(number)", default: 0) }
      }
      let said = String(decoding: result.standardErrorContent, as: UTF8.self).split(separator: "\n").filter {
        $0.hasPrefix("ContextVars:")
      }
      #expect(said.count == 2, "\(said)")
      #expect(
        said.last?.hasPrefix("ContextVars: 1000 variables, the last of them 'user-")
          == true)
      #expect(
        said.first?.hasPrefix(
          "ContextVars: 10 variables named 'computed' have been made at ContextVarsTests/DeclaringTests.swift:"
        ) == true)
      #expect(said.first?.contains("'.kept(by: TheType.self, \"computed\", ...)'") == true)
    }
  #endif
}
