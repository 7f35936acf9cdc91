/// Variables bound for a test: a trait of Swift Testing.
public import ContextVars
public import Testing

/// Binds variables around each test that has it: see ``Testing/Trait/binding(_:to:)``.
public struct ContextBindingTrait: TestTrait, SuiteTrait, TestScoping {
  private let bindings: @Sendable () throws -> [ContextBinding]

  fileprivate init(bindings: @escaping @Sendable () throws -> [ContextBinding]) { self.bindings = bindings }

  /// Each test of a suite has it for itself, and not the suite around them: so each may also set.
  public var isRecursive: Bool { true }

  /// Runs one case of a test with the variables bound, in a scope that it owns.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    // Of a suite there is nothing to run but its tests.
    guard testCase != nil else { return try await function() }
    try await Context.current.binding(bindings()).run(function)
  }
}

extension Trait where Self == ContextBindingTrait {
  /// Binds the variable to `value` while a test runs, and in all tasks that it starts: as `withValue` around it.
  ///
  /// ```swift
  /// @Test(.binding(Request.tenant, to: "acme")) func pricesAreTheTenants() async { … }
  /// @Suite(.binding(Clock.now, to: { .distantPast })) struct ExpiryTests { … }
  /// ```
  ///
  /// On a suite it is for each of its tests; a test's own trait goes before it. Each case of a test has a scope of its own, in
  /// which it may set; tests that run at once see nothing of each other.
  ///
  /// - Parameters:
  ///   - variable: The variable to bind.
  ///   - value: Evaluated for each case, outside of the binding.
  public static func binding<Value, Failure>(
    _ variable: ContextVar<Value, Failure>, to value: @autoclosure @escaping @Sendable () throws -> Value
  ) -> Self {
    Self(bindings: { [variable.bound(to: try value())] })
  }

  /// Binds several variables and keys while a test runs. As ``binding(_:to:)``.
  public static func bindings(_ bindings: @autoclosure @escaping @Sendable () throws -> [ContextBinding])
    -> Self
  {
    Self(bindings: bindings)
  }
}
