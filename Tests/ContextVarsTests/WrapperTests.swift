// Operations of every kind, in the wrapper that makes their task the owner of its scope.
import ContextVars
import TestSupport
import Testing

@Suite struct WrapperTests {
  /// Needs stack space whose size is known only at run time, before and after it suspends.
  private static func carrying<Value: Sendable>(_ value: Value, _ turns: Int) async throws -> [Value] {
    let first = value
    await Task.yield()
    let second = Optional(first)
    guard turns > 0 else { return [second ?? value] }
    async let below = carrying((first, second), turns - 1)
    let rest = try await below
    let again = value
    await Task.yield()
    return try Request.tenant.withValue("turn \(turns)") {
      _ = try Request.id.get()
      return rest.map(\.0) + [again]
    }
  }

  /// What an operation does: it reads, sets, binds and starts tasks, each with values of type `Value`.
  private static func use<Value: Sendable & Equatable>(_ value: Value, as id: String) async throws -> Bool {
    guard try Request.id.get() == "parent" else { return false }
    try Request.id.set(id)
    let carried = try await carrying(value, 3)
    guard carried.allSatisfy({ $0 == value }), try Request.id.get() == id else { return false }
    let inner = await withTaskGroup(of: Value?.self) { group in
      group.addTask(context: .current) { [value] in (try? Request.id.get()) == id ? value : nil }
      group.addTask { value }
      let context = Context.current
      group.addTask { await context.run { () async in value } }
      var all = true
      for await found in group { all = all && found == value }
      return all
    }
    let detached = try await Task.detached(context: .current) {
      try Request.id.set(id + " detached")
      return try await carrying(value, 1).first
    }.value
    return try inner && detached == value && Request.id.get() == id
  }

  private static func inGroups<Value: Sendable & Equatable>(_ value: Value) async throws -> [Bool] {
    var seen = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<8 {
        group.addTask(context: .current) { (try? await use(value, as: "child \(index)")) ?? false }
        group.addImmediateTask(context: .current) { (try? await use(value, as: "now \(index)")) ?? false }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    seen += try await withThrowingTaskGroup(of: Value.self) { group in
      for index in 0..<8 {
        group.addTask(context: .current) {
          guard try await use(value, as: "throwing \(index)") else { throw CancellationError() }
          return value
        }
      }
      return try await group.reduce(into: []) { $0.append($1 == value) }
    }
    let task = Task(context: .current) { try await use(value, as: "task") }
    let detached = Task.detached(context: .current) { try await use(value, as: "detached") }
    seen += [try await task.value, try await detached.value]
    return seen
  }

  @Test func `operations may allocate stack space of any size`() async throws {
    try await Request.id.withValue("parent") {
      let seen = [
        try await Self.inGroups(7),
        try await Self.inGroups("a string that has no room in two words of its own"),
        try await Self.inGroups(Array(repeating: UInt8(3), count: 2_000)),
        try await Self.inGroups(Four(Four(Four(Four(7))))),
      ]
      #expect(seen.allSatisfy { $0.count == 26 && $0.allSatisfy { $0 } })
      #expect(try Request.id.get() == "parent")
    }
  }

  /// Nested four times it holds 256 words, more than the first block of a task's stack.
  private struct Four<Part: Sendable & Equatable>: Sendable, Equatable {
    let first: Part, second: Part, third: Part, fourth: Part

    init(_ part: Part) { (first, second, third, fourth) = (part, part, part, part) }
  }

  @Test func `an operation that throws or is cancelled while it waits leaves its scope`() async throws {
    struct Failure: Error {}
    try await Request.id.withValue("parent") { () async throws in
      for turn in 0..<50 {
        await #expect(throws: Failure.self) {
          try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask(context: .current) {
              try Request.id.set("waits \(turn)")
              try await Task.sleep(for: .seconds(3_600))
              return 1
            }
            group.addTask(context: .current) {
              _ = try await Self.carrying(turn, 2)
              try Request.id.set("fails \(turn)")
              throw Failure()
            }
            for try await _ in group {}
          }
        }
        #expect(try Request.id.get() == "parent")
      }
    }
  }
}
