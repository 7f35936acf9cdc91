// Runs code on a thread, outside any task.
import Foundation
import TestSupport

/// Runs `operation` on a thread of its own and waits for it.
func onThread<Result: Sendable>(_ operation: @escaping @Sendable () throws -> Result) async throws -> Result {
  // For the thread sanitizer, which does not see a continuation being resumed before its task has begun to
  // wait.
  let ended = Flag()
  defer { precondition(ended.isSet) }
  return try await withCheckedThrowingContinuation { continuation in
    Thread {
      let result = Swift.Result(catching: operation)
      ended.set()
      continuation.resume(with: result)
    }.start()
  }
}
