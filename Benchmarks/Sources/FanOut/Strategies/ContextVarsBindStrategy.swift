// The library used as a task local or a dictionary in one is: a plain child binds its variables for a closure. What is
// measured beside those ways is this, since the child of `ContextVarsStrategy` gets more, a scope of its own to set in.

import ContextVars

/// `ContextVars`: each variable a `ContextVar`, each child a plain `addTask` that binds with `withValue`.
package struct ContextVarsBindStrategy: Strategy, VariableReader {
  package static let name = StrategyName.contextVarsBind

  let variables: ContextVarsStrategy

  package init(shape: Shape) { variables = ContextVarsStrategy(shape: shape) }

  package func value(of variable: Int) -> String? { variables.value(of: variable) }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Self) async -> Result
  ) async -> Result {
    await variables.serve(values) { _ in await body(self) }
  }

  package func addRequest(
    _ request: RequestHandler<Self>, server: Self, to group: inout TaskGroup<Tally>
  ) {
    group.addTask {
      let strategy = request.strategy
      // Several at once: one version of the map, and one scope.
      var context = Context.current
      for (variable, value) in zip(request.shape.ownVariables, request.fields) {
        context = context.binding(strategy.variables.variables[variable], to: value)
      }
      return await context.run { await request.run(in: strategy) }
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Self, to group: inout TaskGroup<Tally>) {
    group.addTask {
      let strategy = child.strategy
      let first = child.shape.childVariables.lowerBound
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
    return await variables.variables[variable].withValue(value) {
      await bind(values.dropFirst(), from: variable + 1, body)
    }
  }

  private func bind<Result>(
    _ values: ArraySlice<String>, from variable: Int, _ body: () -> Result
  ) -> Result {
    guard let value = values.first else { return body() }
    return variables.variables[variable].withValue(value) {
      bind(values.dropFirst(), from: variable + 1, body)
    }
  }
}
