// The first idea of most Swift programmers: a dictionary in one task local. Swift copies it only when a task
// writes, but then it copies all of it.

/// A copy-on-write dictionary in one task local; a child's writes make a new dictionary.
package struct DictionaryCOWStrategy: Strategy, VariableReader {
  package static let name = StrategyName.dictionaryCOW

  // Keys are dense integers, the cheapest to hash and compare: a real program would pay more.
  @TaskLocal static var current: [Int: String] = [:]

  let shape: Shape

  package init(shape: Shape) { self.shape = shape }

  package func value(of variable: Int) -> String? { Self.current[variable] }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Self) async -> Result
  ) async -> Result {
    // Capacity for all variables, so that a write copies the dictionary but does not rehash it.
    var server = [Int: String](minimumCapacity: shape.allVariables)
    for (variable, value) in zip(shape.serverVariables, values) { server[variable] = value }
    return await Self.$current.withValue(server) { await body(self) }
  }

  package func addRequest(
    _ request: RequestHandler<Self>, server: Self, to group: inout TaskGroup<Tally>
  ) {
    group.addTask {
      var values = Self.current
      for (variable, value) in zip(request.strategy.shape.ownVariables, request.fields) {
        values[variable] = value
      }
      return await Self.$current.withValue(values) { await request.run(in: request.strategy) }
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Self, to group: inout TaskGroup<Tally>) {
    group.addTask {
      var values = Self.current
      for (variable, value) in zip(child.strategy.shape.childVariables, child.values) {
        values[variable] = value
      }
      guard child.isLast else {
        return await Self.$current.withValue(values) { await child.run(in: child.strategy) }
      }
      return Self.$current.withValue(values) { child.check(in: child.strategy) }
    }
  }
}
