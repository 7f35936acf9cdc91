// The floor that every other strategy is compared with: the same server without any context. Values are
// passed as parameters, which a context would spare its users.

/// Passes the values from function to function.
package enum BareStrategy: Strategy {
  /// The values passed to a function.
  package struct Reader: RequestReader {
    let fields: Fields
    package var own: String?

    package var id: String? { fields.id }
    package var tenant: String? { fields.tenant }
    package var deadline: String? { fields.deadline }
    package var user: String? { fields.user }
    package var trace: String? { fields.trace }
    package var attempt: String? { fields.attempt }
  }

  package static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result {
    try await body(Reader(fields: fields))
  }

  package static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>) {
    group.addTask {
      var reader = reader
      reader.own = child.own(in: reader)
      return await child.run(in: reader)
    }
  }
}
