// Measures reading a variable. The variable that is read was bound before all others, which is the worst
// place in every list of bindings.

import ContextVars
import Harness
import Synchronization

extension Probe {
  static let get: [Probe] =
    [1, 8, 64, 1024].map(getPlain) + [getCounted, getInChild, getSet] + [
      getTogether(.plain), getTogether(.owning),
    ]

  private static func getPlain(_ count: Int) -> Probe {
    Probe("get \(count)") {
      let context = Context().binding(Declared.number, to: 7).filled(to: count)
      let contextVars = Side("contextvars") { calls throws(RunFailure) in
        try checked(context.run { clocked { readVariable(calls) } }, calls)
      }
      let taskLocal = Side("task-local") { calls throws(RunFailure) in
        try checked(Declared.$localNumber.withValue(7) { clocked { readTaskLocal(calls) } }, calls)
      }
      let taskLocals = Side("\(count) task-locals") { calls throws(RunFailure) in
        try checked(
          Declared.$localNumber.withValue(7) {
            bind(Others.taskLocals.prefix(count)) { clocked { readTaskLocal(calls) } }
          }, calls)
      }
      return [contextVars, taskLocal] + (count >= 64 ? [taskLocals] : [])
    }
  }

  private static let getCounted = Probe("get counted") {
    let context = Context().binding(Declared.object, to: .seven).binding(Declared.string, to: longString)
      .filled(to: 8)
    return [
      Side("contextvars object") { calls throws(RunFailure) in
        try checked(context.run { clocked { readObject(calls) } }, calls)
      },
      Side("contextvars string") { calls throws(RunFailure) in
        try checked(context.run { clocked { readString(calls) } }, calls, each: longString.utf8.count)
      },
      Side("task-local object") { calls throws(RunFailure) in
        try checked(Declared.$localObject.withValue(.seven) { clocked { readLocalObject(calls) } }, calls)
      },
    ]
  }

  /// A child started without a context reads its parent's scope, which it does not own.
  private static let getInChild = Probe("get in a plain child") {
    let context = Context().binding(Declared.number, to: 7).filled(to: 8)
    return [
      Side("contextvars") { calls throws(RunFailure) in
        let found = await context.run {
          async let found = clocked { readVariable(calls) }
          return await found
        }
        return try checked(found, calls)
      },
      Side("task-local") { calls throws(RunFailure) in
        let found = await Declared.$localNumber.withValue(7) {
          async let found = clocked { readTaskLocal(calls) }
          return await found
        }
        return try checked(found, calls)
      },
    ]
  }
}

extension Probe {
  /// Reads a value that was set in the scope, not the one with which the scope was opened.
  private static let getSet = Probe("get what was set") {
    let context = Context().binding(Declared.number, to: 1).filled(to: 8)
    return [
      Side("contextvars") { calls throws(RunFailure) in
        let found = context.run {
          _ = try? Declared.number.set(7)
          return clocked { readVariable(calls) }
        }
        return try checked(found, calls)
      },
      Side("task-local") { calls throws(RunFailure) in
        try checked(Declared.$localNumber.withValue(7) { clocked { readTaskLocal(calls) } }, calls)
      },
    ]
  }
}

// MARK: - Two cores

extension Probe {
  enum Children: String { case plain, owning }

  /// Children on two cores read one context at once: their parent's scope, or a snapshot that each owns.
  private static func getTogether(_ children: Children) -> Probe {
    Probe("get on two cores, \(children.rawValue) children", cores: .all) {
      let context = Context().binding(Declared.number, to: 7).filled(to: 8)
      return [("one core", 1), ("two cores", 2)].map { name, readers in
        Side(name) { calls throws(RunFailure) in
          let reads = await context.run { await readTogether(readers, children, calls) }
          guard let reads else {
            throw RunFailure("two tasks never ran at the same time; measure this on a machine with two cores")
          }
          for read in reads { try expect(read.sum, calls * 7, "the sum of the values read") }
          // From the first start to the last end, so that a task that was held up cannot look fast.
          let span = reads.map(\.end).max()! - reads.map(\.start).min()!
          return span / .nanoseconds(1)
        }
      }
    }
  }

  private struct Read: Sendable {
    let start, end: ContinuousClock.Instant
    let sum: Int
  }

  private static func readTogether(_ readers: Int, _ children: Children, _ calls: Int) async -> [Read]? {
    let gate = Gate(readers)
    let read: @Sendable @concurrent () async -> Read? = {
      guard gate.pass() else { return nil }
      let start = Clock.now()
      let sum = readVariable(calls)
      return Read(start: start, end: Clock.now(), sum: sum)
    }
    return await withTaskGroup(of: Read?.self) { group in
      for _ in 0..<readers {
        switch children {
        case .plain: group.addTask(operation: read)
        case .owning: group.addTask(context: .current, operation: read)
        }
      }
      var reads: [Read]? = []
      for await read in group {
        if let read { reads?.append(read) } else { reads = nil }
      }
      return reads
    }
  }

  /// Holds tasks back until all of them run.
  private final class Gate: Sendable {
    private let missing: Atomic<Int>

    init(_ count: Int) { missing = Atomic(count) }

    /// Waits for the other tasks; returns false if they do not arrive within ten seconds. A busy machine may
    /// need that long to run them.
    func pass() -> Bool {
      missing.subtract(1, ordering: .acquiringAndReleasing)
      let start = Clock.now()
      while missing.load(ordering: .acquiring) > 0 {
        if Clock.nanoseconds(since: start) > 1e10 { return false }
      }
      return true
    }
  }
}

// MARK: - Loops

private func checked(
  _ found: (nanoseconds: Double, result: Int), _ calls: Int, each: Int = 7
) throws(RunFailure) -> Double {
  try expect(found.result, calls * each, "the sum of the values read")
  return found.nanoseconds
}

@inline(never)
private func readVariable(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Declared.number.get() }
  return sum
}

@inline(never)
private func readTaskLocal(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Declared.localNumber }
  return sum
}

@inline(never)
private func readObject(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Declared.object.get().number }
  return sum
}

@inline(never)
private func readString(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Declared.string.get().utf8.count }
  return sum
}

@inline(never)
private func readLocalObject(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Declared.localObject.number }
  return sum
}
