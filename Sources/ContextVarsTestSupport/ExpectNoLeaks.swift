// Finds values that outlive their work, and what holds them.
import ContextVars
import ContextVarsDiagnostics
import Synchronization
public import Testing

/// Bound around each check, to tell the scopes that it opens from those of tests that run at the same time.
private let check = ContextVar("leak-check", of: Int.self)
/// The number of checks so far.
private let checks = Atomic(0)

/// Runs `operation`, and records an issue if a scope or context that it created, and with it the values bound
/// there, is still alive afterwards.
///
/// The issue names the variables, and says where each was bound and where the scope was opened.
///
/// ```swift
/// @Test func nothingOfARequestStays() async throws {
///   try await expectNoLeaks { try await server.handle(request) }
/// }
/// ```
///
/// The check binds a variable named `leak-check` around `operation`, and finds every scope and context in
/// which it is bound. So it does not find what starts without the context, as a plain detached task does, nor
/// a context that leaves the variable out (`Context()`, `only`), nor what a nested check finds. The first
/// check of a process begins the census of `ContextDiagnostics`, which slows the process down from then on.
///
/// - Parameters:
///   - patience: How long tasks that were started may take to end.
///   - sourceLocation: Where an issue is reported.
///   - isolation: The caller's actor; leave it out.
///   - operation: May return a value; a context in that value is alive, and counts as a leak.
/// - Returns: What `operation` returns.
/// - Throws: What `operation` throws, after the check.
@discardableResult
public func expectNoLeaks<Result, E: Error>(
  within patience: Duration = .seconds(2), sourceLocation: SourceLocation = #_sourceLocation,
  isolation: isolated (any Actor)? = #isolation, _ operation: @concurrent () async throws(E) -> Result
) async throws(E) -> Result {
  let (outcome, left) = await looking(for: patience, isolation: isolation, operation)
  if !left.isEmpty {
    Issue.record(
      """
      scopes and contexts still alive: \(left.count); a context or task that is still held retains these values:
      \(left.joined(separator: "\n"))
      """,
      sourceLocation: sourceLocation)
  }
  return try outcome.get()
}

/// The outcome of `operation`, and what it left alive.
package func looking<Result, E: Error>(
  for patience: Duration, isolation: isolated (any Actor)? = #isolation,
  _ operation: @concurrent () async throws(E) -> Result
) async -> (Swift.Result<Result, E>, leaks: [String]) {
  ContextDiagnostics.start(recordingPlaces: true)
  let number = checks.add(1, ordering: .relaxed).newValue
  let outcome: Swift.Result<Result, E>
  do throws(E) {
    outcome = .success(try await check.withValue(number, operation: operation, isolation: isolation))
  } catch {
    outcome = .failure(error)
  }
  let end = ContinuousClock.now + patience
  // The report is not kept from one round to the next, since it retains what it has found.
  while !leaks(of: number).isEmpty, ContinuousClock.now < end, !Task.isCancelled {
    try? await Task.sleep(for: .milliseconds(5))
  }
  // Described only now, since finding the names of places takes long.
  return (outcome, leaks(of: number).map { $0.without(check).description })
}

private func leaks(of number: Int) -> [ContextReport.Entry] {
  ContextDiagnostics.report().entries.filter { $0.context[check] == number }
}
