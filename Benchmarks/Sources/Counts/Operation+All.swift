// The counted operations: those that users call often, each with 8 variables bound.

import ContextVars

private enum Declared {
  static let number = ContextVar("number", default: 0)
  static let object = ContextVar("object", default: Thing(0))
  static let others = (0..<6).map { ContextVar("other-\($0)", default: 0) }

  static let context = others.reduce(
    Context().binding(number, to: 7).binding(object, to: thing)
  ) { $0.binding($1, to: 1) }
}

private final class Thing: Sendable {
  let number: Int

  init(_ number: Int) { self.number = number }
}

private let thing = Thing(7)

extension Operation {
  static let all: [Operation] = [
    Operation("get a plain value") { calls in
      Declared.context.run { counting(calls) { readNumber(calls) } }
    },
    Operation("get an object") { calls in
      Declared.context.run { counting(calls) { readObject(calls) } }
    },
    Operation("get a plain value in a plain child") { calls in
      await Declared.context.run {
        async let counts = counting(calls) { readNumber(calls) }
        return await counts
      }
    },
    Operation("Context.current") { calls in
      Declared.context.run { counting(calls) { takeCurrent(calls) } }
    },
    Operation("Context.binding") { calls in
      counting(calls) {
        for number in 0..<calls { keep(Declared.context.binding(Declared.number, to: number)) }
      }
    },
    Operation("set") { calls in
      Declared.context.run { counting(calls) { set(calls) } }
    },
    Operation("set and reset") { calls in
      Declared.context.run { counting(calls) { setAndReset(calls) } }
    },
    Operation("withValue") { calls in
      Declared.context.run {
        counting(calls) { for _ in 0..<calls { Declared.number.withValue(1) { touch() } } }
      }
    },
    Operation("withValue, asynchronous") { calls in
      await Declared.context.run {
        await counting(calls) {
          for _ in 0..<calls { await Declared.number.withValue(1) { () async in touch() } }
        }
      }
    },
    Operation("addTask under a binding, over bare", over: addTasks) { calls in
      await Declared.context.run { await addTasks(calls) }
    },
    Operation("Task {} under a binding, over bare", over: startTasks) { calls in
      await Declared.context.run { await startTasks(calls) }
    },
    Operation("addTask(context: .current), over bare", over: addTasks) { calls in
      await Declared.context.run { await addOwningTasks(calls, set: false) }
    },
    Operation("addTask(context: .current) and set, over bare", over: addTasks) { calls in
      await Declared.context.run { await addOwningTasks(calls, set: true) }
    },
    Operation("Task(context: .current) and set, over bare", over: startTasks) { calls in
      await Declared.context.run {
        await counting(calls) {
          for _ in 0..<calls { await Task(context: .current) { setNumber(to: 1) }.value }
        }
      }
    },
  ]
}

// MARK: - Loops

@inline(never)
private func readNumber(_ calls: Int) {
  var sum = 0
  for _ in 0..<calls { sum += Declared.number.get() }
  precondition(sum == calls * 7, "a read did not return 7")
}

@inline(never)
private func readObject(_ calls: Int) {
  var sum = 0
  for _ in 0..<calls { sum += Declared.object.get().number }
  precondition(sum == calls * 7, "a read did not return 7")
}

@inline(never)
private func takeCurrent(_ calls: Int) {
  for _ in 0..<calls { keep(.current) }
}

/// Hides a context from the optimiser, which therefore cannot omit making it.
@inline(never) @_optimize(none)
private func keep(_ context: borrowing Context) {}

@inline(never) @_optimize(none)
private func touch() {}

@inline(never)
private func set(_ calls: Int) {
  for number in 0..<calls { setNumber(to: number) }
}

/// Inlined into the caller, as in users' code: whether `set` makes a token may depend on that.
@inline(__always)
private func setNumber(to number: Int) {
  do {
    try Declared.number.set(number)
  } catch {
    preconditionFailure("set failed in an owned scope: \(error)")
  }
}

@inline(never)
private func setAndReset(_ calls: Int) {
  for number in 0..<calls {
    do {
      try Declared.number.reset(Declared.number.set(number))
    } catch {
      preconditionFailure("set or reset failed in an owned scope, with a new token: \(error)")
    }
  }
}

private let addTasks: @Sendable (Int) async -> Counts = { calls in
  await counting(calls) {
    await withTaskGroup { group in
      for _ in 0..<calls {
        group.addTask {}
        await group.next()
      }
    }
  }
}

private func addOwningTasks(_ calls: Int, set sets: Bool) async -> Counts {
  await counting(calls) {
    await withTaskGroup { group in
      for _ in 0..<calls {
        if sets {
          group.addTask(context: .current) { setNumber(to: 1) }
        } else {
          group.addTask(context: .current) {}
        }
        await group.next()
      }
    }
  }
}

private let startTasks: @Sendable (Int) async -> Counts = { calls in
  await counting(calls) {
    for _ in 0..<calls { await Task {}.value }
  }
}
