// The interface that every way of carrying context implements. The workload is generic over it and is
// specialised for each strategy, so none pays for dynamic dispatch that its users would not pay for.

/// Reads the variables that are visible to the running code.
package protocol VariableReader: Sendable {
  /// The value of the variable with that number, or nil if it is not bound.
  func value(of variable: Int) -> String?
}

/// A way of carrying variables from a server to its requests and from a request to its child tasks.
///
/// Variables are numbered as in `Shape`. A strategy that can bind several variables at once (in one new
/// dictionary, not one for each) does so: every strategy is measured in the form that favours it.
package protocol Strategy: Sendable {
  /// The type that reads the variables. It holds no values if they travel with the task.
  associatedtype Reader: VariableReader

  static var name: StrategyName { get }

  /// Makes the variables. None is bound yet.
  init(shape: Shape)

  /// Runs `body` with the server-wide variables bound to `values`, in order.
  func serve<Result: Sendable>(_ values: [String], _ body: (Reader) async -> Result) async -> Result

  /// Starts a task that binds the request's own variables and then runs `request.run(in:)`.
  func addRequest(_ request: RequestHandler<Self>, server: Reader, to group: inout TaskGroup<Tally>)

  /// Starts a task that binds the child's own variables and then runs `child.check(in:)` if the child is the
  /// last, or otherwise `child.run(in:)`.
  func addChild(_ child: ChildTask<Self>, request: Reader, to group: inout TaskGroup<Tally>)
}
