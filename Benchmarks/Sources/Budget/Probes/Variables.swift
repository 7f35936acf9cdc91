// The variables that are measured, declared as a program declares its own, and contexts with any number of
// others.

import ContextVars

enum Declared {
  static let number = ContextVar("number", default: 0)
  static let object = ContextVar("object", default: Thing(0))
  static let string = ContextVar("string", default: "")

  @TaskLocal static var localNumber = 0
  @TaskLocal static var localObject = Thing(0)
}

/// A small object, which a reader has to count.
final class Thing: Sendable {
  let number: Int

  /// Not inlined: what the compiler knows at once it puts among the program's constants, and those nobody
  /// counts.
  @inline(never)
  init(_ number: Int) { self.number = number }

  static let seven = Thing(7)
}

/// Too long to be stored without an allocation, as a request's id is. Joined, for a literal is no allocation.
let longString = ["7c1d4fc0", "97c5", "4f0e", "9f6e", "7d3f6ab1c2d3"].joined(separator: "-")

enum Others {
  static let variables = {
    // After those above in every probe, each of which is a process: a variable's number is its place in the
    // trie, and one that came after these would be 1,024, which stands four nodes deep beside 0 however few
    // are bound.
    _ = (Declared.number, Declared.object, Declared.string)
    return (0..<1024).map { ContextVar("other-\($0)", default: Thing(0)) }
  }()
  static let taskLocals = (0..<1024).map { TaskLocal(wrappedValue: $0) }
}

extension Context {
  /// This context with `count - self.count` others bound later.
  func filled(to count: Int) -> Context {
    Others.variables.prefix(count - self.count).reduce(self) { $0.binding($1, to: Thing.seven) }
  }
}

/// Runs `body` under a binding of each of `locals`.
func bind<Result>(_ locals: ArraySlice<TaskLocal<Int>>, _ body: () -> Result) -> Result {
  guard let first = locals.first else { return body() }
  return first.withValue(1) { bind(locals.dropFirst(), body) }
}
