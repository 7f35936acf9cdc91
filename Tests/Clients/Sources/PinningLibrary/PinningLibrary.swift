// A library that starts its tasks with snapshots without documenting it.
import ContextVars
import ContextVarsImplicit

/// Starts a task.
public func startedByLibrary<Success: Sendable>(
  _ operation: @escaping @Sendable () async -> Success
) -> Task<Success, Never> {
  Task { await operation() }
}
