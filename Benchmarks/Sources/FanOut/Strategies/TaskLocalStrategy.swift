// Swift's own way: a task local per variable. Starting a child costs nothing, since it reads on in its
// parent's list of bindings; reading a variable walks that list down to where it was bound.

/// One `TaskLocal` per variable, bound by nested `withValue`.
///
/// The objects are made at run time, so that any number of variables needs no declarations. Every variable
/// is bound, however many there are: nesting asynchronous calls takes memory of the task, not of the stack.
package struct TaskLocalStrategy: Strategy, VariableReader {
  package static let name = StrategyName.taskLocal

  let shape: Shape
  /// Unmanaged, and kept for ever, as those that are declared are: all tasks read the same ones, and would
  /// count references on a line of memory that their cores fight for.
  let variables: [Unmanaged<TaskLocal<String?>>]

  package init(shape: Shape) {
    self.shape = shape
    variables = (0..<shape.allVariables).map { _ in .passRetained(TaskLocal(wrappedValue: nil)) }
  }

  package func value(of variable: Int) -> String? {
    variables[variable]._withUnsafeGuaranteedRef { $0.get() }
  }

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
      return await strategy.run(request, binding: request.fields.prefix(own.count), from: own.lowerBound)
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

  // Each written out: in a generic function the optimiser may leave a thunk around every closure, which made
  // this way four times as dear.

  private func bind<Result: Sendable>(
    _ values: ArraySlice<String>, from variable: Int, _ body: () async -> Result
  ) async -> Result {
    guard let value = values.first else { return await body() }
    return await variables[variable].takeUnretainedValue().withValue(value) {
      await bind(values.dropFirst(), from: variable + 1, body)
    }
  }

  private func run(
    _ request: RequestHandler<Self>, binding values: ArraySlice<String>, from variable: Int
  ) async -> Tally {
    guard let value = values.first else { return await request.run(in: self) }
    return await variables[variable].takeUnretainedValue().withValue(value) {
      await run(request, binding: values.dropFirst(), from: variable + 1)
    }
  }

  private func run(
    _ child: ChildTask<Self>, binding values: ArraySlice<String>, from variable: Int
  ) async -> Tally {
    guard let value = values.first else { return await child.run(in: self) }
    return await variables[variable].takeUnretainedValue().withValue(value) {
      await run(child, binding: values.dropFirst(), from: variable + 1)
    }
  }

  private func check(_ child: ChildTask<Self>, binding values: ArraySlice<String>, from variable: Int)
    -> Tally
  {
    guard let value = values.first else { return child.check(in: self) }
    return variables[variable].takeUnretainedValue().withValue(value) {
      check(child, binding: values.dropFirst(), from: variable + 1)
    }
  }
}
