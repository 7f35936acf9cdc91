// The interface of all strategies. The server is generic over the strategy and specialised for each, so no
// strategy pays for dynamic dispatch that its users would not pay for.

/// Reads the values that the running code sees; nil means that a value is not bound.
package protocol RequestReader: Sendable {
  var id: String? { get }
  var tenant: String? { get }
  var deadline: String? { get }
  var user: String? { get }
  var trace: String? { get }
  var attempt: String? { get }
  /// The value that a child has set for itself.
  var own: String? { get }
}

/// A way of carrying a request's values to the tasks that work for it.
package protocol Strategy: Sendable {
  /// An empty type if the values reach the tasks by themselves.
  associatedtype Reader: RequestReader

  /// Runs `body` with the six values bound.
  static func withScope<Result: Sendable>(
    _ fields: Fields, _ body: (Reader) async throws -> Result
  ) async throws -> Result

  /// Starts a child that sets a value of its own and then runs `child`.
  static func addChild(_ child: Child, reader: Reader, to group: inout TaskGroup<Seen>)
}
