// The first solution that comes to mind in Swift: a dictionary in one task local. Swift copies the dictionary
// only when a task writes to it, but then copies all of it.

/// A copy-on-write dictionary in one task local; a child's write makes a copy.
package enum DictionaryCOWStrategy: Strategy {
  // Small integers, which are the cheapest keys to hash and compare: a real program would pay more.
  enum Key: Int, CaseIterable { case id, tenant, deadline, user, trace, attempt, own }

  @TaskLocal static var current: [Key: String] = [:]

  package struct Reader: RequestReader {
    package var id: String? { current[.id] }
    package var tenant: String? { current[.tenant] }
    package var deadline: String? { current[.deadline] }
    package var user: String? { current[.user] }
    package var trace: String? { current[.trace] }
    package var attempt: String? { current[.attempt] }
    package var own: String? { current[.own] }
  }

  package static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result {
    // Reserve room for all values, so that a write copies the dictionary without rehashing it.
    var values = [Key: String](minimumCapacity: Key.allCases.count)
    values[.id] = fields.id
    values[.tenant] = fields.tenant
    values[.deadline] = fields.deadline
    values[.user] = fields.user
    values[.trace] = fields.trace
    values[.attempt] = fields.attempt
    return try await $current.withValue(values) { try await body(Reader()) }
  }

  package static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>) {
    group.addTask {
      var values = current
      values[.own] = child.own(in: reader)
      return await $current.withValue(values) { await child.run(in: reader) }
    }
  }
}
