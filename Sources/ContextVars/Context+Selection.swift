/// Parts of a context: what to hand on, and what to leave.

extension Context {
  /// The bindings for which `isIncluded` returns true.
  ///
  /// - Complexity: Calls it for each binding; one version is made.
  public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> Context {
    try Context(
      map.editing { editor in
        var bindings = map.makeIterator()
        while let binding = bindings.next() {
          if try !isIncluded(Self.element(binding)) { editor.set(nil, for: binding.variable) }
        }
      })
  }

  /// The bindings of these variables alone: what a callback or a log needs, and nothing that it would keep alive.
  public func only<each Value, each Failure>(_ variables: repeat ContextVar<each Value, each Failure>)
    -> Context
  {
    only(Self.list(repeat each variables))
  }

  /// The bindings of these variables alone. O(number of variables named).
  public func only(_ variables: some Sequence<AnyContextVar>) -> Context {
    Context(
      ContextMap.empty.editing { editor in
        for variable in variables {
          guard let binding = map.binding(of: variable.definition.place) else { continue }
          editor.set(binding, for: binding.variable)
        }
      })
  }

  /// The bindings of all but these variables.
  public func except<each Value, each Failure>(_ variables: repeat ContextVar<each Value, each Failure>)
    -> Context
  {
    except(Self.list(repeat each variables))
  }

  /// The bindings of all but these variables. O(number of variables named).
  public func except(_ variables: some Sequence<AnyContextVar>) -> Context {
    Context(map.editing { editor in variables.forEach { editor.set(nil, for: $0.definition) } })
  }

  private static func list<each Value, each Failure>(
    _ variables: repeat ContextVar<each Value, each Failure>
  ) -> [AnyContextVar] {
    var list: [AnyContextVar] = []
    repeat list.append(AnyContextVar(each variables))
    return list
  }
}
