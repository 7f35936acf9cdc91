/// Code that runs on a thread and in no task.
import Foundation

/// Runs `operation` on a thread of its own and waits for it.
func onThread<Result: Sendable>(_ operation: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Swift.Result(catching: operation)) }.start()
  }
}
