// The persistent map that Swift users have at hand: swift-collections' hash trie in one task local. A write
// copies one path, as in ContextVars, but the trie and the code around it differ.

import HashTreeCollections

/// A `TreeDictionary` in one task local; a child's writes make a new version that shares unchanged nodes.
package struct TreeDictionaryStrategy: Strategy, VariableReader {
  package static let name = StrategyName.treeDictionary

  // Keys are dense integers, the cheapest to hash and compare: a real program would pay more.
  @TaskLocal static var current: TreeDictionary<Int, String> = [:]

  let shape: Shape

  package init(shape: Shape) { self.shape = shape }

  package func value(of variable: Int) -> String? { Self.current[variable] }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Self) async -> Result
  ) async -> Result {
    let server = TreeDictionary(uniqueKeysWithValues: zip(shape.serverVariables, values))
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
