// A context as a collection of its bindings: which variables and keys it binds, and to what.

extension Context: Collection {
  /// A variable and the value it is bound to.
  public typealias Element = (variable: AnyContextVar, value: any Sendable)

  /// Iterates over the bindings, each once, in an unspecified order. It keeps the snapshot alive.
  public struct Iterator: IteratorProtocol {
    fileprivate var bindings: ContextMap.Iterator

    /// Returns the next binding, or nil after the last.
    public mutating func next() -> Element? {
      bindings.next().map(Context.element)
    }
  }

  /// Returns an iterator over the bindings. It allocates nothing but the boxes of the values
  /// (`any Sendable`).
  public func makeIterator() -> Iterator { Iterator(bindings: map.makeIterator()) }

  /// Returns the results of `transform` for each binding, in an unspecified order.
  ///
  /// - Complexity: One pass with the iterator, without the indices that `Collection`'s `map` would use.
  public func map<T, E: Error>(_ transform: (Element) throws(E) -> T) throws(E) -> [T] {
    var results: [T] = []
    results.reserveCapacity(count)
    var walk = makeIterator()
    while let element = walk.next() { results.append(try transform(element)) }
    return results
  }

  /// The number of variables and keys bound. O(1).
  public var count: Int { map.count }

  /// Whether nothing is bound. O(1).
  public var isEmpty: Bool { map.count == 0 }

  /// A position in a context, valid for that context and its copies.
  public struct Index: Comparable, Sendable {
    fileprivate let offset: Int
    /// The binding at this position, and the iterator after it; nil and meaningless at the end.
    fileprivate let binding: Binding?
    fileprivate let rest: ContextMap.Iterator

    /// Returns whether both are the same position of one context.
    public static func == (left: Index, right: Index) -> Bool { left.offset == right.offset }

    /// Returns whether the left position comes before the right one.
    public static func < (left: Index, right: Index) -> Bool { left.offset < right.offset }
  }

  /// The position of the first binding.
  public var startIndex: Index { index(offset: 0, before: map.makeIterator()) }

  /// The position after the last binding.
  public var endIndex: Index { Index(offset: count, binding: nil, rest: map.makeIterator()) }

  /// Returns the position after `place`, which must not be ``endIndex``.
  ///
  /// - Complexity: O(1), but an index carries an iterator: `for … in` is the cheaper way through a context.
  public func index(after place: Index) -> Index {
    precondition(place.offset < count, "cannot advance past the endIndex of a context")
    return index(offset: place.offset + 1, before: place.rest)
  }

  /// The binding at a position of this context, which must not be ``endIndex``.
  public subscript(place: Index) -> Element {
    guard let binding = place.binding else {
      preconditionFailure("there is no binding at the endIndex of a context")
    }
    return Self.element(binding)
  }

  private func index(offset: Int, before walk: ContextMap.Iterator) -> Index {
    var walk = walk
    let binding = walk.next()
    return Index(offset: offset, binding: binding, rest: walk)
  }

  static func element(_ binding: Binding) -> Element {
    (AnyContextVar(binding.variable), binding.shownValue)
  }

  /// Returns whether the context binds the variable. A default is not a binding.
  ///
  /// - Complexity: Reads one path of nodes.
  public func contains<Value, Failure>(_ variable: ContextVar<Value, Failure>) -> Bool {
    map.stored(of: variable.number) != nil
  }

  /// Returns whether the context binds the variable or key. A default is not a binding.
  ///
  /// - Complexity: Reads one path of nodes. For a key, its `==` may run.
  public func contains(_ variable: AnyContextVar) -> Bool {
    map.binding(of: variable.definition.place) != nil
  }

  /// The value that the context binds the variable or key to, without its type; nil if there is none.
  ///
  /// For a variable that is marked ``ContextVar/redacted()``, a ``RedactedValue``.
  public subscript(variable: AnyContextVar) -> (any Sendable)? {
    map.binding(of: variable.definition.place)?.shownValue
  }
}
