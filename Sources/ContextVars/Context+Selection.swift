// Parts of a context: choose what to pass on and what to leave out.

extension Context {
  /// Returns the context of those bindings for which `isIncluded` returns true.
  ///
  /// - Parameter isIncluded: Called once for each binding, in an unspecified order.
  /// - Throws: What `isIncluded` throws.
  /// - Complexity: One call for each binding; a single new version is built.
  public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> Context {
    try Context(
      map.editing { editor in
        var bindings = map.makeIterator()
        while let binding = bindings.next() {
          if try !isIncluded(Self.element(binding)) { editor.set(nil, for: binding.variable) }
        }
      })
  }

  /// Returns the context of the bindings of these variables only.
  ///
  /// Use it to pass on what a callback or a log needs, and to keep nothing else alive.
  ///
  /// - Complexity: O(number of variables named).
  public func only<each Value, each Failure>(_ variables: repeat ContextVar<each Value, each Failure>)
    -> Context
  {
    only(Self.list(repeat each variables))
  }

  /// Returns the context of the bindings of these variables only.
  ///
  /// - Complexity: O(number of variables named).
  public func only(_ variables: some Sequence<AnyContextVar>) -> Context {
    Context(
      ContextMap.empty.editing { editor in
        for variable in variables {
          guard let binding = map.binding(of: variable.definition.place) else { continue }
          editor.set(binding, for: binding.variable)
        }
      })
  }

  /// Returns the context of all bindings except those of these variables.
  ///
  /// - Complexity: O(number of variables named).
  public func except<each Value, each Failure>(_ variables: repeat ContextVar<each Value, each Failure>)
    -> Context
  {
    except(Self.list(repeat each variables))
  }

  /// Returns the context of all bindings except those of these variables.
  ///
  /// - Complexity: O(number of variables named).
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
