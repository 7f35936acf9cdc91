// The one interface that every way of carrying context implements. The server is generic over it and
// specialised for each, so no strategy pays for a dynamic dispatch that its users would not pay.

/// Reads the values that the running code sees. Nil is a value that is not bound.
package protocol RequestReader: Sendable {
  var id: String? { get }
  var tenant: String? { get }
  var deadline: String? { get }
  var user: String? { get }
  var trace: String? { get }
  var attempt: String? { get }
  /// What a child has set for itself.
  var own: String? { get }
}

/// A way of carrying a request's values to the tasks that work for it.
package protocol Strategy: Sendable {
  /// Empty where the values come by themselves.
  associatedtype Reader: RequestReader

  /// Runs `body` where the six values are bound.
  static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result

  /// Starts a child that sets a value of its own and then runs `child`.
  static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>)
}
