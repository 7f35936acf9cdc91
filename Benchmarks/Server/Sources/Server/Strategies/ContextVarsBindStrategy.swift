// The library used as a task local is: a plain child binds for a closure. The child of `ContextVarsStrategy`
// gets more, a scope of its own to set in, so this is what stands beside the other strategies.

import ContextVars

/// Each value a `ContextVar`, each child a plain `addTask` that binds with `withValue`.
package enum ContextVarsBindStrategy: Strategy {
  package typealias Reader = ContextVarsStrategy.Reader

  package static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result {
    try await ContextVarsStrategy.withScope(fields, body)
  }

  package static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>) {
    group.addTask {
      await ContextVarsStrategy.Variables.own.withValue(child.own(in: reader)) {
        await child.run(in: reader)
      }
    }
  }
}
