// Swift's own way: a task local per variable. Starting a child costs nothing, since it reads on in its
// parent's list of bindings; reading a variable walks that list down to where it was bound.

/// One `TaskLocal` per variable, bound by nested `withValue`.
///
/// The objects are made at run time, so that any number of variables needs no declarations. Every variable
/// is bound, however many there are: nesting asynchronous calls takes memory of the task, not of the stack.
package struct TaskLocalStrategy: Strategy, VariableReader {
  package static let name = StrategyName.taskLocal

  let shape: Shape
  let variables: [TaskLocal<String?>]

  package init(shape: Shape) {
    self.shape = shape
    variables = (0..<shape.allVariables).map { _ in TaskLocal(wrappedValue: nil) }
  }

  package func value(of variable: Int) -> String? { variables[variable].get() }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Self) async -> Result
  ) async -> Result {
    await bind(values[...], from: shape.serverVariables.lowerBound) { await body(self) }
  }

  package func addRequest(
    _ request: RequestHandler<Self>, server: Self, to group: inout TaskGroup<Tally>
  ) {
    group.addTask {
      let strategy = request.strategy
      let own = strategy.shape.ownVariables
      return await strategy.bind(request.fields.prefix(own.count), from: own.lowerBound) {
        await request.run(in: strategy)
      }
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Self, to group: inout TaskGroup<Tally>) {
    group.addTask {
      let strategy = child.strategy
      let first = strategy.shape.childVariables.lowerBound
      guard child.isLast else {
        return await strategy.bind(child.values, from: first) { await child.run(in: strategy) }
      }
      return strategy.bind(child.values, from: first) { child.check(in: strategy) }
    }
  }

  private func bind<Result: Sendable>(
    _ values: ArraySlice<String>, from variable: Int, _ body: () async -> Result
  ) async -> Result {
    guard let value = values.first else { return await body() }
    return await variables[variable].withValue(value) {
      await bind(values.dropFirst(), from: variable + 1, body)
    }
  }

  private func bind<Result>(
    _ values: ArraySlice<String>, from variable: Int, _ body: () -> Result
  ) -> Result {
    guard let value = values.first else { return body() }
    return variables[variable].withValue(value) {
      bind(values.dropFirst(), from: variable + 1, body)
    }
  }
}
