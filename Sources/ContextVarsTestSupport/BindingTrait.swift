// A trait of Swift Testing that binds variables for a test.
public import ContextVars
public import Testing

/// A trait that binds variables around each test: see ``Testing/Trait/binding(_:to:)``.
public struct ContextBindingTrait: TestTrait, SuiteTrait, TestScoping {
  private let bindings: @Sendable () throws -> [ContextBinding]

  fileprivate init(bindings: @escaping @Sendable () throws -> [ContextBinding]) { self.bindings = bindings }

  /// True: each test of a suite gets the bindings in a scope of its own, in which it may also set.
  public var isRecursive: Bool { true }

  /// Runs one case of a test with the variables bound, in a scope that it owns.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    // A suite runs nothing but its tests.
    guard testCase != nil else { return try await function() }
    try await Context.current.binding(bindings()).run(function)
  }
}

extension Trait where Self == ContextBindingTrait {
  /// Binds the variable to `value` while a test runs, and in all tasks that it starts, as if by `withValue`.
  ///
  /// ```swift
  /// @Test(.binding(Request.tenant, to: "acme")) func `prices are the tenant's`() async { … }
  /// @Suite(.binding(Clock.now, to: { .distantPast })) struct ExpiryTests { … }
  /// ```
  ///
  /// On a suite, the trait applies to each of its tests; a test's own trait takes precedence. Each case of a
  /// test has a scope of its own, in which it may set, and tests that run at the same time see nothing of one
  /// another.
  ///
  /// - Parameters:
  ///   - variable: The variable to bind.
  ///   - value: Evaluated for each case, outside the binding.
  public static func binding<Value, Failure>(
    _ variable: ContextVar<Value, Failure>, to value: @autoclosure @escaping @Sendable () throws -> Value
  ) -> Self {
    Self(bindings: { [variable.bound(to: try value())] })
  }

  /// Binds several variables and keys while a test runs. Like ``binding(_:to:)``.
  ///
  /// - Parameter bindings: Evaluated for each case, outside the bindings.
  public static func bindings(_ bindings: @autoclosure @escaping @Sendable () throws -> [ContextBinding])
    -> Self
  {
    Self(bindings: bindings)
  }
}
