/// The collection face of a context: which variables it binds, to what.

extension Context: Sequence {
  /// A variable and the value that it is bound to.
  public typealias Element = (variable: AnyContextVar, value: any Sendable)

  /// A walk over the bindings, each once, in an unspecified order. It keeps the snapshot alive.
  public struct Iterator: IteratorProtocol {
    private var bindings: ContextMap.Iterator

    fileprivate init(_ bindings: ContextMap.Iterator) {
      self.bindings = bindings
    }

    /// The next binding, or nil after the last.
    public mutating func next() -> Element? {
      bindings.next().map { (AnyContextVar($0.variable), $0.anyValue) }
    }
  }

  /// A walk over the bindings. No allocation but for the values' boxes (`any Sendable`).
  public func makeIterator() -> Iterator { Iterator(map.makeIterator()) }

  /// The exact number of bindings, as an estimate for those who copy them.
  public var underestimatedCount: Int { count }

  /// The number of variables bound. O(1).
  public var count: Int { map.count }

  /// Whether no variable is bound. O(1).
  public var isEmpty: Bool { count == 0 }

  /// Whether the context binds the variable; a default is no binding. Reads one path of nodes.
  public func contains<Value, Failure>(_ variable: ContextVar<Value, Failure>) -> Bool {
    map.binding(of: variable.number) != nil
  }
}
