// Starting tasks. Under a scoped binding nothing is added to what Swift does; a task that owns a snapshot and sets
// in it is what the library is for.

import ContextVars
import Harness

// MARK: - Under a scoped binding

extension Probe {
  enum Spawn: String, CaseIterable { case addTask, asyncLet = "async let", task = "Task {}" }

  static let plainSpawns: [Probe] = Spawn.allCases.map(plainSpawn)

  private static func plainSpawn(_ spawn: Spawn) -> Probe {
    Probe("spawn \(spawn.rawValue)") {
      let bare = { (name: String) in
        Side(name) { calls throws(RunFailure) in try checked(await clocked { await spawn.run(calls) }, calls)
        }
      }
      // Bare twice: what the two differ by is what this machine cannot measure.
      let taskLocal = Side("1 task-local") { calls throws(RunFailure) in
        try checked(
          await Declared.$localObject.withValue(.seven) { await clocked { await spawn.run(calls) } }, calls)
      }
      return [bare("bare"), bare("bare again"), taskLocal]
        + [1, 64, 1024].map { count in
          let context = Context().binding(Declared.object, to: .seven).filled(to: count)
          return Side("\(count) bound") { calls throws(RunFailure) in
            try checked(await context.run { await clocked { await spawn.run(calls) } }, calls)
          }
        }
    }
  }
}

extension Probe.Spawn {
  func run(_ calls: Int) async -> Int {
    switch self {
    case .addTask: await inGroups(calls) { $0.addTask { 1 } }
    case .asyncLet: await startAsyncLets(calls)
    case .task: await startTasks(calls)
    }
  }
}

// MARK: - With a snapshot, and a set

extension Probe {
  /// Which variable the child sets: one bound after all others, one bound before them, one not bound at all.
  enum Age: String, CaseIterable { case recent = "recent", old, new }

  static let ownedSpawns: [Probe] = Age.allCases.map(ownedSpawn) + [dictionarySpawn]

  static let owningSizes = [8, 64, 1024]

  private static func ownedSpawn(_ age: Age) -> Probe {
    Probe("spawn and set \(age.rawValue)") {
      [bareSpawn] + owningSizes.map { owning($0, age, named: "\($0) bound") }
    }
  }

  /// The same against a dictionary that each child is given a copy of.
  private static let dictionarySpawn = Probe("spawn and set, dictionary") {
    [bareSpawn]
      + [64, 1024].flatMap { [owning($0, .old, named: "contextvars \($0)"), dictionary($0)] }
  }

  private static let bareSpawn = Side("bare") { calls throws(RunFailure) in
    try checked(await clocked { await inGroups(calls) { $0.addTask { 1 } } }, calls)
  }

  private static func owning(_ count: Int, _ age: Age, named name: String) -> Side {
    let context =
      switch age {
      case .recent: Context().filled(to: count - 1).binding(Declared.object, to: .seven)
      case .old: Context().binding(Declared.object, to: .seven).filled(to: count)
      case .new: Context().filled(to: count)
      }
    return Side(name) { calls throws(RunFailure) in
      let (found, after) = await context.run {
        (await clocked { await setInChildren(calls) }, Context.current)
      }
      try expect(after, context, "the parent's context after its children have set")
      return try checked(found, calls)
    }
  }

  private static func dictionary(_ count: Int) -> Side {
    let values = Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, Thing.seven) })
    return Side("dictionary \(count)") { calls throws(RunFailure) in
      let found = await Copied.$current.withValue(Copied(values)) {
        await clocked { await Copied.setInChildren(calls) }
      }
      return try checked(found, calls)
    }
  }
}

/// A dictionary that one task owns, in one task local.
///
/// `@unchecked Sendable` holds because only its task changes it: a child is given a box of its own before it starts.
private final class Copied: @unchecked Sendable {
  // Keys are dense integers, the cheapest to hash and compare: a real program would pay more.
  private var values: [Int: Thing]

  @TaskLocal static var current: Copied?

  init(_ values: [Int: Thing]) { self.values = values }

  /// Reserving what is there already makes a shared dictionary unique and keeps its layout, so that nothing is hashed
  /// again: the cheapest real copy that the standard library offers.
  func copy() -> Copied {
    var copy = values
    copy.reserveCapacity(copy.capacity)
    return Copied(copy)
  }

  @inline(never)
  static func setInChildren(_ calls: Int) async -> Int {
    await inGroups(calls) { group in
      guard let box = current?.copy() else { return }
      group.addTask {
        $current.withValue(box) {
          box.values[0] = setByChild
          return current?.values[0] === setByChild ? 1 : 0
        }
      }
    }
  }
}

// MARK: - Loops

/// What a child sets: always the same object, so that no side is charged for making it.
private let setByChild = Thing(1)

private func checked(_ found: (nanoseconds: Double, result: Int), _ calls: Int) throws(RunFailure) -> Double {
  try expect(found.result, calls, "the tasks that ran and did what they were to do")
  return found.nanoseconds
}

/// Starts tasks as a request does, some at a time, and waits for them.
@inline(__always)
private func inGroups(_ calls: Int, start: (inout TaskGroup<Int>) -> Void) async -> Int {
  await withTaskGroup(of: Int.self) { group in
    var (sum, left) = (0, calls)
    while left > 0 {
      let some = min(left, 16)
      for _ in 0..<some { start(&group) }
      for _ in 0..<some { sum += await group.next() ?? 0 }
      left -= some
    }
    return sum
  }
}

@inline(never)
private func setInChildren(_ calls: Int) async -> Int {
  await inGroups(calls) { group in
    group.addTask(context: .current) {
      do {
        try Declared.object.set(setByChild)
        return 1
      } catch {
        return 0
      }
    }
  }
}

@inline(never)
private func startAsyncLets(_ calls: Int) async -> Int {
  var sum = 0
  for _ in 0..<calls {
    async let one = 1
    sum += await one
  }
  return sum
}

@inline(never)
private func startTasks(_ calls: Int) async -> Int {
  var sum = 0
  for _ in 0..<calls { sum += await Task { 1 }.value }
  return sum
}
