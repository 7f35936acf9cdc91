// The library used like a task local, or like a dictionary in a task local: a plain child binds its variables
// for a closure. Those strategies are compared with this one, because a child of `ContextVarsStrategy` gets
// more: a scope of its own to set in.

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
      let context = strategy.binding(request.fields, from: request.shape.ownVariables)
      return await context.run { await request.run(in: strategy) }
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Self, to group: inout TaskGroup<Tally>) {
    group.addTask {
      let strategy = child.strategy
      let own = child.shape.childVariables
      guard own.count == 1, let value = child.values.first else {
        let context = strategy.binding(child.values, from: own)
        return child.isLast
          ? context.run { child.check(in: strategy) } : await context.run { await child.run(in: strategy) }
      }
      let variable = strategy.variables.variables[own.lowerBound]
      return child.isLast
        ? variable.withValue(value) { child.check(in: strategy) }
        : await variable.withValue(value) { await child.run(in: strategy) }
    }
  }

  /// The caller's context with several variables bound, so that one scope binds them all. Nested calls of
  /// `withValue` would open a scope for each variable.
  private func binding(_ values: some Sequence<String>, from numbers: Range<Int>) -> Context {
    var context = Context.current
    for (number, value) in zip(numbers, values) {
      context = context.binding(variables.variables[number], to: value)
    }
    return context
  }
}
