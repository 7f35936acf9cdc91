/// The collection face of a context: which variables it binds, to what.

extension Context: Collection {
  /// A variable and the value that it is bound to.
  public typealias Element = (variable: AnyContextVar, value: any Sendable)

  /// A walk over the bindings, each once, in an unspecified order. It keeps the snapshot alive.
  public struct Iterator: IteratorProtocol {
    fileprivate var bindings: ContextMap.Iterator

    /// The next binding, or nil after the last.
    public mutating func next() -> Element? {
      bindings.next().map(Context.element)
    }
  }

  /// A walk over the bindings. No allocation but for the values' boxes (`any Sendable`).
  public func makeIterator() -> Iterator { Iterator(bindings: map.makeIterator()) }

  /// `transform` of each binding. One walk, without the indices that a collection would go by.
  public func map<T, E: Error>(_ transform: (Element) throws(E) -> T) throws(E) -> [T] {
    var results: [T] = []
    results.reserveCapacity(count)
    var walk = makeIterator()
    while let element = walk.next() { results.append(try transform(element)) }
    return results
  }

  /// The number of variables bound. O(1).
  public var count: Int { map.count }

  /// Whether no variable is bound. O(1).
  public var isEmpty: Bool { map.count == 0 }

  /// A place in a context: valid for that context and its copies.
  public struct Index: Comparable, Sendable {
    fileprivate let offset: Int
    /// The binding at the place and the walk after it; nil and meaningless at the end.
    fileprivate let binding: Binding?
    fileprivate let rest: ContextMap.Iterator

    /// Whether both are the same place of one context.
    public static func == (left: Index, right: Index) -> Bool { left.offset == right.offset }

    /// Whether the left place comes before the right one.
    public static func < (left: Index, right: Index) -> Bool { left.offset < right.offset }
  }

  /// The first place.
  public var startIndex: Index { index(offset: 0, before: map.makeIterator()) }

  /// The place after the last.
  public var endIndex: Index { Index(offset: count, binding: nil, rest: map.makeIterator()) }

  /// The next place. O(1), though the walk that an index carries makes it the dearer way to go through a context.
  public func index(after place: Index) -> Index {
    precondition(place.offset < count, "there is nothing after the end of a context")
    return index(offset: place.offset + 1, before: place.rest)
  }

  /// The binding at a place of this context.
  public subscript(place: Index) -> Element {
    guard let binding = place.binding else {
      preconditionFailure("there is no binding at the end of a context")
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

  /// Whether the context binds the variable; a default is no binding. Reads one path of nodes.
  public func contains<Value, Failure>(_ variable: ContextVar<Value, Failure>) -> Bool {
    map.stored(of: variable.number) != nil
  }

  /// Whether the context binds the variable; a default is no binding. Reads one path of nodes.
  public func contains(_ variable: AnyContextVar) -> Bool {
    map.binding(of: variable.definition.place) != nil
  }

  /// The value that the context binds the variable to, without its type; nil if it does not.
  public subscript(variable: AnyContextVar) -> (any Sendable)? {
    map.binding(of: variable.definition.place)?.shownValue
  }
}
