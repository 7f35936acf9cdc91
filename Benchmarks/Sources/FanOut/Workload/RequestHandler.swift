// The work of a request: it starts its children, waits for them and checks that they left its context alone.
// Every strategy runs this same code.

/// One request as a task handles it.
///
/// A class, allocated once per request: each child task retains only this object, and not the arrays, whose
/// reference counts all cores would share.
package final class RequestHandler<S: Strategy>: Sendable {
  let strategy: S
  let shape: Shape
  let request: Request
  let number: Int
  let serverValues: [String]
  let childValues: [String]

  init(strategy: S, workload: Workload, number: Int) {
    self.strategy = strategy
    self.number = number
    shape = workload.shape
    request = workload.requests[number % workload.requests.count]
    serverValues = workload.serverValues
    childValues = workload.childValues[number % workload.childValues.count]
  }

  package var fields: [String] { request.fields }

  /// Runs the request in the context that its strategy has made for it.
  package func run(in reader: S.Reader) async -> Tally {
    await withTaskGroup(of: Tally.self) { children in
      for index in 0..<shape.fanOut {
        strategy.addChild(ChildTask(handler: self, index: index, level: 1), request: reader, to: &children)
      }
      var tally = Tally()
      for await child in children { tally += child }
      tally += check(in: reader)
      return tally
    }
  }

  /// Checks, after the children, that the request's own fields are unchanged and no child's value is visible.
  private func check(in reader: S.Reader) -> Tally {
    var tally = Tally()
    for variable in shape.ownVariables where reader.value(of: variable) != request.fields[variable] {
      tally.wrongValues += 1
    }
    for variable in shape.childVariables where reader.value(of: variable) != nil {
      tally.leakedWrites += 1
    }
    return tally
  }
}
