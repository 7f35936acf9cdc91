/// Values that outlive their work: a test that finds who holds them.
import ContextVars
import ContextVarsDiagnostics
import Synchronization
public import Testing

/// Bound around each check, so that what it opens is told from what other tests do at the same time.
private let check = ContextVar("leak-check", of: Int.self)
/// How many there have been.
private let checks = Atomic(0)

/// Runs `operation`, and records an issue if a scope or a context that came of it is alive afterwards, and so are the values in
/// it: with the names of the variables, and where each was bound and the scope opened.
///
/// ```swift
/// @Test func nothingOfARequestStays() async throws {
///   try await expectNoLeaks { try await server.handle(request) }
/// }
/// ```
///
/// A variable named `leak-check` is bound around `operation`, and what has it is seen: not what starts without the context, as a
/// plain detached task does; nor a context from which it is left out (`Context()`, `only`), nor a check inside of this one. The first
/// check of a process begins the account of `ContextDiagnostics`, and slows the process from then on.
///
/// - Parameters:
///   - patience: How long tasks that were started may take to end.
///   - sourceLocation: Where an issue is reported.
///   - isolation: The caller's actor; leave it out.
///   - operation: May return something; a context in it is alive, and a leak.
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
      "\(left.count) still alive: whoever holds a context or a task of it holds its values\n\(left.joined(separator: "\n"))",
      sourceLocation: sourceLocation)
  }
  return try outcome.get()
}

/// What `operation` comes to, and what it has left alive.
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
  // Not kept from one look to the next: a report holds what it has found.
  while !leaks(of: number).isEmpty, ContinuousClock.now < end, !Task.isCancelled {
    try? await Task.sleep(for: .milliseconds(5))
  }
  // Only now, since to find the names of places takes long.
  return (outcome, leaks(of: number).map { $0.without(check).description })
}

private func leaks(of number: Int) -> [ContextReport.Entry] {
  ContextDiagnostics.report().entries.filter { $0.context[check] == number }
}
