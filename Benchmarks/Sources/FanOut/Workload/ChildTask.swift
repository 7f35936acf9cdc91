// What a child does: it reads variables of its request and its own, and checks every value. The same code in
// every strategy.

/// One child task of a request.
package struct ChildTask<S: Strategy>: Sendable {
  let handler: RequestHandler<S>
  /// From 0 in each request.
  let index: Int

  package var strategy: S { handler.strategy }
  package var shape: Shape { handler.shape }

  /// What this child binds, one value for each of `Shape.childVariables`.
  package var values: ArraySlice<String> {
    let writes = handler.shape.writes
    return handler.childValues[index * writes..<(index + 1) * writes]
  }

  /// Reads what a child of this request must see in its context, and counts what is otherwise.
  package func check(in reader: S.Reader) -> Tally {
    let shape = handler.shape
    let child = handler.number &* shape.fanOut &+ index
    var tally = Tally()
    for read in 0..<shape.reads {
      let variable = shape.variable(forRead: read, ofChild: child)
      if reader.value(of: variable) != expected(variable) { tally.wrongValues += 1 }
    }
    for write in 0..<shape.writes {
      let expected = handler.childValues[index * shape.writes + write]
      if reader.value(of: shape.variables + write) != expected { tally.lostWrites += 1 }
    }
    return tally
  }

  private func expected(_ variable: Int) -> String {
    let own = handler.shape.ownVariables.count
    return variable < own ? handler.request.fields[variable] : handler.serverValues[variable - own]
  }
}
