// What a child does: it reads variables of its request and its own, and checks every value. The same code in
// every strategy.

/// One child task of a request.
package struct ChildTask<S: Strategy>: Sendable {
  let handler: RequestHandler<S>
  /// From 0 in each request.
  let index: Int
  /// From 1: its generation.
  let level: Int

  package var strategy: S { handler.strategy }
  package var shape: Shape { handler.shape }

  /// What this child binds, one value for each of `Shape.childVariables`.
  package var values: ArraySlice<String> {
    let writes = handler.shape.writes
    return handler.childValues[place * writes..<(place + 1) * writes]
  }

  /// Whose values it binds: another's than its parent, so that a value that goes up is noticed.
  private var place: Int { (index + level - 1) % handler.shape.fanOut }

  /// Whether it starts none of its own, so that `check` is all that it does.
  package var isLast: Bool { level == handler.shape.depth }

  /// What a child does that is not the last: it starts another, waits for it, and then checks.
  package func run(in reader: S.Reader) async -> Tally {
    await withTaskGroup(of: Tally.self) { group in
      let next = ChildTask(handler: handler, index: index, level: level + 1)
      strategy.addChild(next, request: reader, to: &group)
      var tally = Tally()
      for await below in group { tally += below }
      tally += check(in: reader)
      return tally
    }
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
      let expected = handler.childValues[place * shape.writes + write]
      if reader.value(of: shape.variables + write) != expected { tally.lostWrites += 1 }
    }
    return tally
  }

  private func expected(_ variable: Int) -> String {
    let own = handler.shape.ownVariables.count
    return variable < own ? handler.request.fields[variable] : handler.serverValues[variable - own]
  }
}
