// Waits for code that runs outside the task: on a thread, a queue or in a callback.
import Foundation

/// Suspends the task until the closure that `start` is given is called, and returns that closure's argument.
/// The closure must be called once, on any thread.
///
/// Like `withCheckedContinuation`, but the thread sanitizer sees the order as well. It does not see that of a
/// continuation which is resumed before its task has begun to wait (Swift 6.3.1).
package nonisolated(nonsending) func suspended<Value: Sendable>(
  _ start: (@escaping @Sendable (Value) -> Void) -> Void
) async -> Value {
  let isResumed = Flag()
  defer { precondition(isResumed.isSet) }
  return await withCheckedContinuation { continuation in
    start { value in
      isResumed.set()
      continuation.resume(returning: value)
    }
  }
}

/// Runs `operation` on a thread of its own, outside any task, and waits for it.
package nonisolated(nonsending) func onThread<Value: Sendable, E: Error>(
  stackBytes: Int? = nil, _ operation: @escaping @Sendable () throws(E) -> Value
) async throws(E) -> Value {
  try await suspended { resume in
    let thread = Thread { resume(Result(catching: operation)) }
    if let stackBytes { thread.stackSize = stackBytes }
    thread.start()
  }.get()
}
