// Reads the clock around a loop, and keeps the optimiser from removing the loop.

package enum Clock {
  package static func now() -> ContinuousClock.Instant { ContinuousClock.now }

  package static func nanoseconds(since start: ContinuousClock.Instant) -> Double {
    (now() - start) / .nanoseconds(1)
  }
}

/// Runs `body`, and returns how long it took and what it returned.
package func clocked<Result>(_ body: () -> Result) -> (nanoseconds: Double, result: Result) {
  let start = Clock.now()
  let result = body()
  return (Clock.nanoseconds(since: start), result)
}

/// Runs `body`, and returns how long it took and what it returned.
package func clocked<Result>(_ body: () async -> Result) async -> (nanoseconds: Double, result: Result) {
  let start = Clock.now()
  let result = await body()
  return (Clock.nanoseconds(since: start), result)
}

/// Hides the use of an object from the optimiser, so that the object must be allocated.
@inline(never) @_optimize(none)
package func keep(_ object: AnyObject) {}
