// The library that this package exists to measure, used as its documentation recommends: a child task is
// started with a snapshot of the current context and sets its own variables in it.

import ContextVars

/// `ContextVars`: each variable a `ContextVar`, each child task `addTask(context: .current)`.
package struct ContextVarsStrategy: Strategy, VariableReader {
  package static let name = StrategyName.contextVars

  let shape: Shape
  let variables: [ContextVar<String, ContextError>]

  package init(shape: Shape) {
    self.shape = shape
    variables = (0..<shape.allVariables).map { ContextVar("variable-\($0)", of: String.self) }
  }

  package func value(of variable: Int) -> String? {
    // Reading an unbound variable throws; the checks expect nil for "no value".
    try? variables[variable].get()
  }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Self) async -> Result
  ) async -> Result {
    var context = Context()
    for (variable, value) in zip(shape.serverVariables, values) {
      context = context.binding(variables[variable], to: value)
    }
    return await context.run { await body(self) }
  }

  package func addRequest(
    _ request: RequestHandler<Self>, server: Self, to group: inout TaskGroup<Tally>
  ) {
    group.addTask(context: .current) {
      let strategy = request.strategy
      for (variable, value) in zip(strategy.shape.ownVariables, request.fields) {
        strategy.set(variable, to: value)
      }
      return await request.run(in: strategy)
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Self, to group: inout TaskGroup<Tally>) {
    group.addTask(context: .current) {
      let strategy = child.strategy
      for (variable, value) in zip(strategy.shape.childVariables, child.values) {
        strategy.set(variable, to: value)
      }
      return child.isLast ? child.check(in: strategy) : await child.run(in: strategy)
    }
  }

  private func set(_ variable: Int, to value: String) {
    do {
      try variables[variable].set(value)
    } catch {
      fatalError("set failed, although a task that is started with a context owns its scope: \(error)")
    }
  }
}
