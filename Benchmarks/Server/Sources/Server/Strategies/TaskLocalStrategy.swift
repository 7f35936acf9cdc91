// Swift's own solution: a task local for each value. Starting a child costs nothing extra, since it continues
// its parent's list of bindings; a read walks that list until it finds the binding.

/// Each value is a `@TaskLocal`, bound by nested calls of `withValue`.
package enum TaskLocalStrategy: Strategy {
  enum Locals {
    @TaskLocal static var id: String?
    @TaskLocal static var tenant: String?
    @TaskLocal static var deadline: String?
    @TaskLocal static var user: String?
    @TaskLocal static var trace: String?
    @TaskLocal static var attempt: String?
    @TaskLocal static var own: String?
  }

  package struct Reader: RequestReader {
    package var id: String? { Locals.id }
    package var tenant: String? { Locals.tenant }
    package var deadline: String? { Locals.deadline }
    package var user: String? { Locals.user }
    package var trace: String? { Locals.trace }
    package var attempt: String? { Locals.attempt }
    package var own: String? { Locals.own }
  }

  package static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result {
    // The id and the trace are read most often, so they are bound last, where a read finds them first.
    try await Locals.$attempt.withValue(fields.attempt) {
      try await Locals.$user.withValue(fields.user) {
        try await Locals.$deadline.withValue(fields.deadline) {
          try await Locals.$tenant.withValue(fields.tenant) {
            try await Locals.$trace.withValue(fields.trace) {
              try await Locals.$id.withValue(fields.id) { try await body(Reader()) }
            }
          }
        }
      }
    }
  }

  package static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>) {
    group.addTask {
      await Locals.$own.withValue(child.own(in: reader)) { await child.run(in: reader) }
    }
  }
}
