// Stops work whose deadline has passed. The order's deadline is a variable, so it is never passed as a
// parameter.
import ContextVars
import Hummingbird
import Logging
import Shop

/// Runs `work` until the deadline of the current order, and returns its result or throws its error. After
/// the deadline, cancels `work`, waits for it to end, and throws the error that is answered by 504.
///
/// `work` runs in a plain child, which reads the caller's scope and uses `withValue` for bindings of its own.
func inTime<Result: Sendable>(
  _ logger: Logger, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  let deadline = Order.deadline.get(default: .never)
  return try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: deadline.timeLeft)
      return nil
    }
    defer { group.cancelAll() }
    do {
      if let result = try await group.next()! { return result }
    } catch {
      // A service that `work` waits for may have the same deadline, and may have noticed it first.
      guard deadline.timeLeft <= .zero else { throw error }
    }
    group.cancelAll()
    while !group.isEmpty { _ = try? await group.next() }
    logger.info("late")
    throw HTTPError(.gatewayTimeout, message: "late: \(Order.seen())")
  }
}
