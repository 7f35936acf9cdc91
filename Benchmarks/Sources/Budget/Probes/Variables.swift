// The measured variables, declared as a program would declare them, and contexts with any number of other
// variables.

import ContextVars

enum Declared {
  static let number = ContextVar("number", default: 0)
  static let object = ContextVar("object", default: Thing(0))
  static let string = ContextVar("string", default: "")

  @TaskLocal static var localNumber = 0
  @TaskLocal static var localObject = Thing(0)
}

/// A small object, which readers have to retain.
final class Thing: Sendable {
  let number: Int

  /// Not inlined: the compiler could make a constant of an object whose content it knows, and constants are
  /// not reference counted.
  @inline(never)
  init(_ number: Int) { self.number = number }

  static let seven = Thing(7)
}

/// A string too long to be stored inline, as a request's id is. It is joined at run time because a literal
/// would not be allocated.
let longString = ["7c1d4fc0", "97c5", "4f0e", "9f6e", "7d3f6ab1c2d3"].joined(separator: "-")

enum Others {
  static let variables = {
    // Declare the variables above first, in every probe (each is a process): a variable's number is its place
    // in the trie. A variable declared after these would be number 1,024, which lies four nodes deep beside
    // number 0, however few are bound.
    _ = (Declared.number, Declared.object, Declared.string)
    return (0..<1024).map { ContextVar("other-\($0)", default: Thing(0)) }
  }()
  static let taskLocals = (0..<1024).map { TaskLocal(wrappedValue: $0) }
}

extension Context {
  /// This context with further variables bound, up to `count` in all.
  func filled(to count: Int) -> Context {
    Others.variables.prefix(count - self.count).reduce(self) { $0.binding($1, to: Thing.seven) }
  }
}

/// Runs `body` with all of `locals` bound.
func bind<Result>(_ locals: ArraySlice<TaskLocal<Int>>, _ body: () -> Result) -> Result {
  guard let first = locals.first else { return body() }
  return first.withValue(1) { bind(locals.dropFirst(), body) }
}
