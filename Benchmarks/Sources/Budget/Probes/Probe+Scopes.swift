// Measures the operations of a task in its own scope: taking a snapshot, setting, and binding around a
// closure.

import ContextVars
import Harness

extension Probe {
  static let scopes: [Probe] = [current, currentAfterSet] + [8, 64].map(set) + [8, 64].map(withValue)

  private static let current = Probe("current") {
    let context = Context().filled(to: 8)
    return [
      Side("Context.current") { calls throws(RunFailure) in
        let found = context.run { clocked { takeCurrent(calls) } }
        try expect(context.run { Context.current.count }, 8, "the number of the snapshot's bindings")
        return found.nanoseconds
      }
    ]
  }

  private static let currentAfterSet = Probe("current after a set") {
    let context = Context().filled(to: 8)
    return [
      Side("Context.current") { calls throws(RunFailure) in
        let (found, count) = context.run {
          _ = try? Declared.number.set(1)
          return (clocked { takeCurrent(calls) }, Context.current.count)
        }
        try expect(count, 9, "the number of the snapshot's bindings")
        return found.nanoseconds
      }
    ]
  }

  /// The other side allocates and releases a box, a small Swift object that holds the value: `set` needs one
  /// for every value that is not an object itself.
  private static func set(_ count: Int) -> Probe {
    Probe("set \(count)") {
      let context = Context().binding(Declared.number, to: 7).filled(to: count)
      return [
        Side("set") { calls throws(RunFailure) in
          let (found, last) = context.run { (clocked { setVariable(calls) }, Declared.number.get()) }
          try expect(found.result, calls, "the number of sets that succeeded")
          try expect(last, calls - 1, "the value that was set last")
          return found.nanoseconds
        },
        Side("box") { calls throws(RunFailure) in clocked { makeBoxes(calls) }.nanoseconds },
      ]
    }
  }

  private static func withValue(_ count: Int) -> Probe {
    Probe("withValue \(count)") {
      let context = Context().binding(Declared.object, to: Thing(1)).filled(to: count)
      return [
        Side("contextvars") { calls throws(RunFailure) in
          let found = context.run { clocked { bindVariable(calls) } }
          try expect(found.result, calls, "the number of closures that ran")
          try expect(
            context.run { Declared.object.withValue(.seven) { Declared.object.get().number } }, 7,
            "the value inside `withValue`")
          return found.nanoseconds
        },
        Side("task-local") { calls throws(RunFailure) in
          let found = Declared.$localObject.withValue(Thing(1)) { clocked { bindTaskLocal(calls) } }
          try expect(found.result, calls, "the number of closures that ran")
          return found.nanoseconds
        },
      ]
    }
  }
}

// MARK: - Loops

@inline(never)
private func takeCurrent(_ calls: Int) {
  for _ in 0..<calls { keep(Context.current) }
}

/// Hides a snapshot from the optimiser, which therefore cannot omit taking it.
@inline(never) @_optimize(none)
private func keep(_ context: borrowing Context) {}

@inline(never)
private func setVariable(_ calls: Int) -> Int {
  var done = 0
  for number in 0..<calls {
    do {
      try Declared.number.set(number)
      done += 1
    } catch {}
  }
  return done
}

private final class Box {
  let number: Int

  init(_ number: Int) { self.number = number }
}

@inline(never)
private func makeBoxes(_ calls: Int) {
  for number in 0..<calls { Harness.keep(Box(number)) }
}

@inline(never)
private func bindVariable(_ calls: Int) -> Int {
  var done = 0
  for _ in 0..<calls { Declared.object.withValue(.seven) { done += 1 } }
  return done
}

@inline(never)
private func bindTaskLocal(_ calls: Int) -> Int {
  var done = 0
  for _ in 0..<calls { Declared.$localObject.withValue(.seven) { done += 1 } }
  return done
}
