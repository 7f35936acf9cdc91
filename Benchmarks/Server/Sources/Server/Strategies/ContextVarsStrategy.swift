// The library, used as its documentation recommends: a child task is started with a snapshot of the current
// context, and sets its own variable in it.

import ContextVars

/// Each value is a `ContextVar`; each child is started with `addTask(context: .current)`.
package enum ContextVarsStrategy: Strategy {
  enum Variables {
    static let id = ContextVar("id", of: String.self)
    static let tenant = ContextVar("tenant", of: String.self)
    static let deadline = ContextVar("deadline", of: String.self)
    static let user = ContextVar("user", of: String.self)
    static let trace = ContextVar("trace", of: String.self)
    static let attempt = ContextVar("attempt", of: String.self)
    static let own = ContextVar("own", of: String.self)
  }

  /// Reads the variables; reading a variable that is not bound throws.
  package struct Reader: RequestReader {
    package var id: String? { try? Variables.id.get() }
    package var tenant: String? { try? Variables.tenant.get() }
    package var deadline: String? { try? Variables.deadline.get() }
    package var user: String? { try? Variables.user.get() }
    package var trace: String? { try? Variables.trace.get() }
    package var attempt: String? { try? Variables.attempt.get() }
    package var own: String? { try? Variables.own.get() }
  }

  package static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result {
    try await Context.withValues(
      Variables.id.bound(to: fields.id), Variables.tenant.bound(to: fields.tenant),
      Variables.deadline.bound(to: fields.deadline), Variables.user.bound(to: fields.user),
      Variables.trace.bound(to: fields.trace), Variables.attempt.bound(to: fields.attempt)
    ) { try await body(Reader()) }
  }

  package static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>) {
    group.addTask(context: .current) {
      do {
        try Variables.own.set(child.own(in: reader))
      } catch {
        fatalError("set failed, although a task that is started with a context owns its scope: \(error)")
      }
      return await child.run(in: reader)
    }
  }
}
