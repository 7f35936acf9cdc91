// The work of a child: it reads its request's variables and its own, and checks every value. Every strategy
// runs this same code.

/// One child task of a request.
package struct ChildTask<S: Strategy>: Sendable {
  let handler: RequestHandler<S>
  /// The number of this chain of children in its request, from 0. A child's descendants have the same number.
  let index: Int
  /// The generation of this child, from 1.
  let level: Int

  package var strategy: S { handler.strategy }
  package var shape: Shape { handler.shape }

  /// The values that this child binds, one for each of `Shape.childVariables`.
  package var values: ArraySlice<String> {
    let writes = handler.shape.writes
    return handler.childValues[place * writes..<(place + 1) * writes]
  }

  /// The index of the values that this child binds. If the request has several children, it differs from the
  /// parent's, so that a value that leaks into the parent is noticed.
  private var place: Int { (index + level - 1) % handler.shape.fanOut }

  /// Whether this child starts no child of its own and only runs `check`.
  package var isLast: Bool { level == handler.shape.depth }

  /// Runs a child that has a child of its own: starts that one, waits for it, and then checks.
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

  /// Reads the variables that this child must see in its context, and counts the wrong values.
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
