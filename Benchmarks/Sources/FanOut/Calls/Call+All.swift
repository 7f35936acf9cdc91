// The calls that are measured. The variable that is read is bound before all others, which is the worst place
// in any list of bindings.

import ContextVars
import Harness

private enum Bound {
  static let number = ContextVar("number", default: 0)
  @TaskLocal static var localNumber = 0
  @TaskLocal static var dictionary: [Int: Int] = [:]

  static let others = (0..<1_023).map { ContextVar("other-\($0)", default: 0) }
  static let localOthers = (0..<1_023).map { _ in TaskLocal(wrappedValue: 0) }

  /// A context with `count` variables.
  static func context(_ count: Int) -> Context {
    others.prefix(count - 1).reduce(Context().binding(number, to: 7)) { $0.binding($1, to: 1) }
  }

  static func dictionary(_ count: Int) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, $0 == 0 ? 7 : 1) })
  }

  /// Runs `body` with `count` task locals bound.
  static func withLocals<Result>(_ count: Int, _ body: () -> Result) -> Result {
    func bind(_ locals: ArraySlice<TaskLocal<Int>>) -> Result {
      guard let local = locals.first else { return body() }
      return local.withValue(1) { bind(locals.dropFirst()) }
    }
    return $localNumber.withValue(7) { bind(localOthers.prefix(count - 1)) }
  }

  /// Runs `body` in `count` nested scopes.
  static func withNested<Result>(_ count: Int, _ body: () -> Result) -> Result {
    func bind(_ variables: ArraySlice<ContextVar<Int, Never>>) -> Result {
      guard let variable = variables.first else { return body() }
      return variable.withValue(1) { bind(variables.dropFirst()) }
    }
    return number.withValue(7) { bind(others.prefix(count - 1)) }
  }
}

extension Call {
  package static let all: [Call] =
    [1, 8, 64, 1_024].map(get) + [1, 8, 64].map(getNested) + [set, withValue, snapshot, wrap, start]

  private static func get(_ count: Int) -> Call {
    Call("get, \(count) bound") {
      [
        side(.contextVars) { calls in Bound.context(count).run { clocked { read(calls) } } },
        side(.taskLocal) { calls in Bound.withLocals(count) { clocked { readLocal(calls) } } },
        side(.dictionaryCOW) { calls in
          Bound.$dictionary.withValue(Bound.dictionary(count)) { clocked { readDictionary(calls) } }
        },
      ]
    }
  }

  private static func getNested(_ depth: Int) -> Call {
    Call("get, inside \(depth) withValue") {
      [
        side(.contextVars) { calls in Bound.withNested(depth) { clocked { read(calls) } } },
        side(.taskLocal) { calls in Bound.withLocals(depth) { clocked { readLocal(calls) } } },
      ]
    }
  }

  private static let set = Call("set") {
    [
      side(.contextVars) { calls in
        Bound.context(8).run {
          clocked {
            for _ in 0..<calls { _ = try? Bound.number.set(7) }
            return calls * Bound.number.get()
          }
        }
      }
    ]
  }

  private static let withValue = Call("withValue") {
    [
      side(.contextVars) { calls in
        Bound.context(8).run {
          clocked {
            (0..<calls).reduce(0) { sum, _ in sum + Bound.number.withValue(7) { Bound.number.get() } }
          }
        }
      },
      side(.taskLocal) { calls in
        Bound.withLocals(8) {
          clocked {
            (0..<calls).reduce(0) { sum, _ in sum + Bound.$localNumber.withValue(7) { Bound.localNumber } }
          }
        }
      },
      side(.dictionaryCOW) { calls in
        Bound.$dictionary.withValue(Bound.dictionary(8)) {
          clocked {
            (0..<calls).reduce(0) { sum, _ in
              var values = Bound.dictionary
              values[0] = 7
              return sum + Bound.$dictionary.withValue(values) { Bound.dictionary[0] ?? 0 }
            }
          }
        }
      },
    ]
  }

  private static let snapshot = Call("Context.current") {
    [
      side(.contextVars) { calls in
        Bound.context(8).run {
          clocked { (0..<calls).reduce(0) { sum, _ in sum + (Context.current.isEmpty ? 0 : 7) } }
        }
      }
    ]
  }

  private static let wrap = Call("a wrapped closure, called") {
    [
      side(.contextVars) { calls in
        let wrapped = Bound.context(8).wrap { Bound.number.get() }
        return clocked { (0..<calls).reduce(0) { sum, _ in sum + wrapped() } }
      }
    ]
  }

  /// A child of a task group binds or sets one variable and reads it; with `bare` it reads a captured value.
  private static let start = Call("a child task that binds and reads") {
    [
      asyncSide(.contextVars) { calls in
        await Bound.context(8).run {
          await children(calls) { group in
            group.addTask(context: .current) {
              _ = try? Bound.number.set(7)
              return Bound.number.get()
            }
          }
        }
      },
      asyncSide(.contextVarsBind) { calls in
        await Bound.context(8).run {
          await children(calls) { group in group.addTask { Bound.number.withValue(7) { Bound.number.get() } }
          }
        }
      },
      asyncSide(.taskLocal) { calls in
        await children(calls) { group in
          group.addTask { Bound.$localNumber.withValue(7) { Bound.localNumber } }
        }
      },
      asyncSide(.bare) { calls in
        let seven = Bound.context(8)[Bound.number] ?? 0
        return await children(calls) { group in group.addTask { seven } }
      },
    ]
  }
}

// MARK: - Loops

/// A side whose `run` makes the given number of calls and returns 7 times that number, which is checked.
private func side(
  _ strategy: StrategyName, _ run: @escaping @Sendable (Int) -> (nanoseconds: Double, result: Int)
) -> Side {
  Side(strategy.rawValue) { calls throws(RunFailure) in
    let found = run(calls)
    try expect(found.result, calls * 7, strategy.rawValue)
    return found.nanoseconds
  }
}

private func asyncSide(
  _ strategy: StrategyName, _ run: @escaping @Sendable (Int) async -> (nanoseconds: Double, result: Int)
) -> Side {
  Side(strategy.rawValue) { calls throws(RunFailure) in
    let found = await run(calls)
    try expect(found.result, calls * 7, strategy.rawValue)
    return found.nanoseconds
  }
}

private func children(
  _ calls: Int, _ add: (inout TaskGroup<Int>) -> Void
) async -> (nanoseconds: Double, result: Int) {
  await withTaskGroup(of: Int.self) { group in
    let start = Clock.now()
    for _ in 0..<calls { add(&group) }
    var sum = 0
    for await value in group { sum += value }
    return (Clock.nanoseconds(since: start), sum)
  }
}

@inline(never) private func read(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Bound.number.get() }
  return sum
}

@inline(never) private func readLocal(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Bound.localNumber }
  return sum
}

@inline(never) private func readDictionary(_ calls: Int) -> Int {
  var sum = 0
  for _ in 0..<calls { sum &+= Bound.dictionary[0] ?? 0 }
  return sum
}
