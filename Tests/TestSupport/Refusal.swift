// The rule that a refused call breaks.
package import ContextVars
import Testing

/// The code of the ``ContextError`` that `operation` throws; nil if it throws none. Any other error is
/// recorded as an issue.
package func refusal<Result>(_ operation: () throws -> Result) -> ContextError.Code? {
  do {
    _ = try operation()
  } catch let error as ContextError {
    return error.code
  } catch {
    Issue.record("threw an error that is no ContextError: \(error)")
  }
  return nil
}
