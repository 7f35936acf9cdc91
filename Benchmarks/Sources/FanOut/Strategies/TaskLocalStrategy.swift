// Swift's own way: a task local per variable. Inheriting the bindings costs a child nothing, since its list
// continues with its parent's; reading a variable walks the list to the variable's binding.

/// One `TaskLocal` per variable, bound by nested `withValue`.
///
/// The objects are created at run time, because their number is not known in the source. Every variable is
/// bound, however many there are: nested asynchronous calls take memory from the task, not from the stack.
package struct TaskLocalStrategy: Strategy, VariableReader {
  package static let name = StrategyName.taskLocal

  let shape: Shape
  /// Unmanaged and never released, like declared task locals: all tasks read the same objects, and would
  /// otherwise contend for the cache lines of their reference counts.
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

  // Each overload is written out: in a generic function the optimiser may leave a thunk around every closure,
  // which made this strategy four times as slow.

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
