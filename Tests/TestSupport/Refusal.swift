// The rule that a refused call breaks.
package import ContextVars
import Testing

/// The code of the ``ContextError`` that `operation` throws; nil if it throws none.
package func refusal<Result>(_ operation: () throws -> Result) -> ContextError.Code? {
  do {
    _ = try operation()
  } catch let error as ContextError {
    return error.code
  } catch {
    Issue.record("it threw \(error)")
  }
  return nil
}
