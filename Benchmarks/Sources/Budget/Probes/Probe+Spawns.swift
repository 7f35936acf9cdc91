// Measures starting tasks: under a scoped binding, where the library adds nothing to Swift's own work, and
// with a snapshot that the task owns and sets in, which is the library's main purpose.

import ContextVars
import Harness
import HashTreeCollections

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
      // Bare twice: smaller differences than the one between these two cannot be measured on this machine.
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
  /// Which variable the child sets: one bound after all others, one bound before them, or an unbound one.
  enum Age: String, CaseIterable { case recent = "recent", old, new }

  static let ownedSpawns: [Probe] = Age.allCases.map(ownedSpawn) + [dictionarySpawn, ownedTask, plainBinding]

  static let owningSizes = [1, 8, 64, 1024]

  private static func ownedSpawn(_ age: Age) -> Probe {
    Probe("spawn and set \(age.rawValue)") {
      [bareSpawn] + owningSizes.map { owning($0, age, named: "\($0) bound") }
    }
  }

  /// Compares the library with maps in a task local, where each child makes its own map.
  private static let dictionarySpawn = Probe("spawn and set, dictionary") {
    [bareSpawn]
      + owningSizes.flatMap { [owning($0, .old, named: "contextvars \($0)"), dictionary($0)] } + [tree(64)]
  }

  private static let ownedTask = Probe("task and set") {
    [
      Side("bare") { calls throws(RunFailure) in
        try checked(await clocked { await startTasks(calls) }, calls)
      }
    ]
      + owningSizes.map { count in
        let context = Context().binding(Declared.object, to: .seven).filled(to: count)
        return Side("\(count) bound") { calls throws(RunFailure) in
          try checked(await context.run { await clocked { await setInTasks(calls) } }, calls)
        }
      }
  }

  private static let plainBinding = Probe("plain spawn and bind") {
    let context = Context().binding(Declared.object, to: .seven).filled(to: 8)
    return [
      bareSpawn,
      Side("contextvars") { calls throws(RunFailure) in
        try checked(await context.run { await clocked { await bindInChildren(calls) } }, calls)
      },
      Side("task-local") { calls throws(RunFailure) in
        try checked(
          await Declared.$localObject.withValue(.seven) {
            await clocked { await bindLocalInChildren(calls) }
          },
          calls)
      },
    ]
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
      try checked(
        await Rivals.$dictionary.withValue(values) { await clocked { await Rivals.setInChildren(calls) } },
        calls)
    }
  }

  private static func tree(_ count: Int) -> Side {
    let values = TreeDictionary(uniqueKeysWithValues: (0..<count).map { ($0, Thing.seven) })
    return Side("tree \(count)") { calls throws(RunFailure) in
      try checked(
        await Rivals.$tree.withValue(values) { await clocked { await Rivals.setInTreeOfChildren(calls) } },
        calls)
    }
  }
}

/// The alternative to this library: a map in one task local. A child copies the map, writes to it, and binds
/// the copy.
private enum Rivals {
  // Keys are dense integers, the cheapest to hash and compare: a real program would pay more.
  @TaskLocal static var dictionary: [Int: Thing] = [:]
  @TaskLocal static var tree: TreeDictionary<Int, Thing> = [:]

  @inline(never)
  static func setInChildren(_ calls: Int) async -> Int {
    await inGroups(calls) { group in
      group.addTask {
        var own = dictionary
        own[0] = setByChild
        return $dictionary.withValue(own) { 1 }
      }
    }
  }

  @inline(never)
  static func setInTreeOfChildren(_ calls: Int) async -> Int {
    await inGroups(calls) { group in
      group.addTask {
        var own = tree
        own[0] = setByChild
        return $tree.withValue(own) { 1 }
      }
    }
  }
}

// MARK: - Loops

/// The value that every child sets: always the same object, so that no side is charged for making it.
private let setByChild = Thing(1)

private func checked(_ found: (nanoseconds: Double, result: Int), _ calls: Int) throws(RunFailure) -> Double {
  try expect(found.result, calls, "the number of tasks that ran and did their work")
  return found.nanoseconds
}

/// Starts tasks as a request does, a few at a time, and waits for them.
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
private func setInTasks(_ calls: Int) async -> Int {
  var sum = 0
  for _ in 0..<calls {
    sum += await Task(context: .current) { (try? Declared.object.set(setByChild)) == nil ? 0 : 1 }.value
  }
  return sum
}

@inline(never)
private func bindInChildren(_ calls: Int) async -> Int {
  await inGroups(calls) { group in
    group.addTask { Declared.object.withValue(setByChild) { 1 } }
  }
}

@inline(never)
private func bindLocalInChildren(_ calls: Int) async -> Int {
  await inGroups(calls) { group in
    group.addTask { Declared.$localObject.withValue(setByChild) { 1 } }
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
