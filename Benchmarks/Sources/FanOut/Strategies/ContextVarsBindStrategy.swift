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
      let first = child.shape.childVariables.lowerBound
      return child.isLast
        ? child.strategy.check(child, binding: child.values, from: first)
        : await child.strategy.run(child, binding: child.values, from: first)
    }
  }

  // Written out as those of task locals are.

  private func run(
    _ child: ChildTask<Self>, binding values: ArraySlice<String>, from variable: Int
  ) async -> Tally {
    guard let value = values.first else { return await child.run(in: self) }
    return await variables.variables[variable].withValue(value) {
      await run(child, binding: values.dropFirst(), from: variable + 1)
    }
  }

  private func check(_ child: ChildTask<Self>, binding values: ArraySlice<String>, from variable: Int)
    -> Tally
  {
    guard let value = values.first else { return child.check(in: self) }
    return variables.variables[variable].withValue(value) {
      check(child, binding: values.dropFirst(), from: variable + 1)
    }
  }
}
