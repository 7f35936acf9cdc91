// The naive way, which gives every task a mutable dictionary of its own, as Python's first context libraries
// did.

/// A task-owned dictionary in one task local; a child's dictionary begins as a copy of its parent's, whose
/// storage is copied when either of them writes.
package struct DictionaryCopyStrategy: Strategy, VariableReader {
  package static let name = StrategyName.dictionaryCopy

  /// A dictionary that one task owns.
  ///
  /// `@unchecked Sendable` is safe because only the owning task writes to the box (a child gets a box of its
  /// own), and only before that task starts children, which might read it.
  final class Box: @unchecked Sendable {
    // Keys are dense integers, the cheapest to hash and compare: a real program would pay more.
    var values: [Int: String]

    init(_ values: [Int: String]) { self.values = values }

    func write(_ child: ChildTask<DictionaryCopyStrategy>) {
      for (variable, value) in zip(child.shape.childVariables, child.values) { values[variable] = value }
    }

    /// Copies the dictionary as Swift does: its storage is copied by the first write, if there is one.
    func copy() -> Box { Box(values) }
  }

  @TaskLocal static var current: Box?

  let shape: Shape

  package init(shape: Shape) { self.shape = shape }

  package func value(of variable: Int) -> String? { Self.current?.values[variable] }

  package func serve<Result: Sendable>(
    _ values: [String], _ body: (Self) async -> Result
  ) async -> Result {
    // Capacity for all variables, so that a write copies the dictionary but does not rehash it.
    var server = [Int: String](minimumCapacity: shape.allVariables)
    for (variable, value) in zip(shape.serverVariables, values) { server[variable] = value }
    return await Self.$current.withValue(Box(server)) { await body(self) }
  }

  package func addRequest(
    _ request: RequestHandler<Self>, server: Self, to group: inout TaskGroup<Tally>
  ) {
    let box = copyOfCurrent()
    group.addTask {
      await Self.$current.withValue(box) {
        for (variable, value) in zip(request.strategy.shape.ownVariables, request.fields) {
          box.values[variable] = value
        }
        return await request.run(in: request.strategy)
      }
    }
  }

  package func addChild(_ child: ChildTask<Self>, request: Self, to group: inout TaskGroup<Tally>) {
    let box = copyOfCurrent()
    group.addTask {
      guard child.isLast else {
        return await Self.$current.withValue(box) {
          box.write(child)
          return await child.run(in: child.strategy)
        }
      }
      return Self.$current.withValue(box) {
        box.write(child)
        return child.check(in: child.strategy)
      }
    }
  }

  private func copyOfCurrent() -> Box {
    guard let box = Self.current else {
      preconditionFailure("no box is bound: tasks must start inside `serve`")
    }
    return box.copy()
  }
}
