// The library, used as a task local is used: a plain child binds its value around a closure. The children of
// `ContextVarsStrategy` get more, a scope of their own to set in, so this is the strategy to compare with the
// others.

import ContextVars

/// Each value is a `ContextVar`; each child is a plain `addTask` that binds its value with `withValue`.
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
