/// Handlers of cancellation in a context (rule 6): they run in the task that cancels, which is mostly another request.

/// Runs `operation`, and `handler` in `context` if the task is or becomes cancelled. As
/// `withTaskCancellationHandler(operation:onCancel:isolation:)`, whose handler runs in the context of whoever cancels: it reads
/// the values of that task, and what it sets it sets in that task's scope.
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
///   - context: What `handler` sees; `.current` for the caller's. Its variables' policies of inheritance apply once, here.
///   - operation: Runs in the caller's scope. It is isolated as the standard function's.
///   - handler: Runs at once if the task is cancelled already, else in the task or thread that cancels, perhaps at the same
///     time as `operation`. What it sets ends with it.
///   - isolation: The caller's actor; leave it out.
public func withTaskCancellationHandler<Result>(
  context: Context, operation: @concurrent () async throws -> Result, onCancel handler: @Sendable () -> Void,
  isolation: isolated (any Actor)? = #isolation
) async rethrows -> Result {
  let context = context.handedOn
  return try await withTaskCancellationHandler(
    operation: operation, onCancel: { context.run(handler) }, isolation: isolation)
}
