// swift-service-context, which Swift servers use today: a dictionary from key types to existential values, in
// one task local.

import ServiceContextModule

/// A `ServiceContext` with a key type for each value; a child's write makes a new `ServiceContext`.
package enum ServiceContextStrategy: Strategy {
  enum Keys {
    enum ID: ServiceContextKey { typealias Value = String }
    enum Tenant: ServiceContextKey { typealias Value = String }
    enum Deadline: ServiceContextKey { typealias Value = String }
    enum User: ServiceContextKey { typealias Value = String }
    enum Trace: ServiceContextKey { typealias Value = String }
    enum Attempt: ServiceContextKey { typealias Value = String }
    enum Own: ServiceContextKey { typealias Value = String }
  }

  package struct Reader: RequestReader {
    package var id: String? { ServiceContext.current?[Keys.ID.self] }
    package var tenant: String? { ServiceContext.current?[Keys.Tenant.self] }
    package var deadline: String? { ServiceContext.current?[Keys.Deadline.self] }
    package var user: String? { ServiceContext.current?[Keys.User.self] }
    package var trace: String? { ServiceContext.current?[Keys.Trace.self] }
    package var attempt: String? { ServiceContext.current?[Keys.Attempt.self] }
    package var own: String? { ServiceContext.current?[Keys.Own.self] }
  }

  package static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result {
    var context = ServiceContext.current ?? .topLevel
    context[Keys.ID.self] = fields.id
    context[Keys.Tenant.self] = fields.tenant
    context[Keys.Deadline.self] = fields.deadline
    context[Keys.User.self] = fields.user
    context[Keys.Trace.self] = fields.trace
    context[Keys.Attempt.self] = fields.attempt
    return try await ServiceContext.withValue(context) { try await body(Reader()) }
  }

  package static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>) {
    group.addTask {
      var context = ServiceContext.current ?? .topLevel
      context[Keys.Own.self] = child.own(in: reader)
      return await ServiceContext.withValue(context) { await child.run(in: reader) }
    }
  }
}
