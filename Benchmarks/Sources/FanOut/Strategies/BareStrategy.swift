// The baseline for every other strategy: the same tasks and the same checks, without any context. Values are
// passed as parameters, which a context exists to avoid.

/// Passes the values from function to function.
package struct BareStrategy: Strategy {
  package static let name = StrategyName.bare

  /// The values that a function was given.
  package struct Reader: VariableReader {
    let server: [String]
    var request: [String] = []
    /// The request's own variables come first, then the server's, then the child's.
    let ownCount: Int
    var child: ArraySlice<String> = []

    package func value(of variable: Int) -> String? {
      if variable < ownCount { return variable < request.count ? request[variable] : nil }
      let afterOwn = variable - ownCount
      if afterOwn < server.count { return server[afterOwn] }
      let write = afterOwn - server.count
      return write < child.count ? child[child.startIndex + write] : nil
    }
  }

  let shape: Shape

  package init(shape: Shape) { self.shape = shape }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Reader) async -> Result
  ) async -> Result {
    await body(Reader(server: values, ownCount: shape.ownVariables.count))
  }

  package func addRequest(
    _ request: RequestHandler<Self>, server: Reader, to group: inout TaskGroup<Tally>
  ) {
    group.addTask {
      var values = server
      values.request = request.fields
      return await request.run(in: values)
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Reader, to group: inout TaskGroup<Tally>) {
    group.addTask {
      var values = request
      values.child = child.values
      return child.isLast ? child.check(in: values) : await child.run(in: values)
    }
  }
}
