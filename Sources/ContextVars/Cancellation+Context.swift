// Cancellation handlers in a context (rule 6): they run in the task that cancels, which often serves another
// request.

/// Runs `operation`, and runs `handler` in `context` if the task is cancelled.
///
/// With the standard `withTaskCancellationHandler(operation:onCancel:isolation:)`, the handler runs in the
/// context of the task that cancels: it reads that task's values, and sets in that task's scope.
///
/// ```swift
/// try await withTaskCancellationHandler(context: .current) {
///   try await connection.query(statement)
/// } onCancel: {
///   log("request \(Request.id.get(default: "-")) was cancelled")
///   connection.abort()
/// }
/// ```
///
/// - Parameters:
///   - context: What `handler` sees; `.current` for the caller's context. Its variables' inheritance policies
///     apply once, at this call.
///   - operation: Runs in the caller's scope, isolated as in the standard function.
///   - handler: Runs at once if the task is already cancelled; otherwise in the task or thread that cancels
///     it, possibly at the same time as `operation`. Values that it sets are gone once it has returned.
///   - isolation: The caller's actor; leave it out.
/// - Returns: What `operation` returns.
/// - Throws: What `operation` throws.
public func withTaskCancellationHandler<Result>(
  context: Context, operation: @concurrent () async throws -> Result, onCancel handler: @Sendable () -> Void,
  isolation: isolated (any Actor)? = #isolation
) async rethrows -> Result {
  let context = context.handedOn
  return try await withTaskCancellationHandler(
    operation: operation, onCancel: { context.run(handler) }, isolation: isolation)
}
