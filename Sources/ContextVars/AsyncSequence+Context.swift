// Produces the elements of an asynchronous sequence in a chosen context instead of the consumer's.

/// An asynchronous sequence that runs every `next()` of its base in a context; what `inContext(_:)` returns.
public struct ContextAsyncSequence<Base: AsyncSequence>: AsyncSequence {
  /// The type of the base's elements.
  public typealias Element = Base.Element
  /// The type of the errors that the base throws.
  public typealias Failure = Base.Failure

  let base: Base
  let context: Context

  /// Iterates over the base, and runs each step in the context.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator
    let context: Context

    /// Produces the base's next element in a fresh scope that starts from the context.
    ///
    /// - Parameter actor: The actor that the base's `next(isolation:)` runs on.
    /// - Returns: The element, or nil after the last.
    /// - Throws: What the base throws.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(Failure) -> Element? {
      try await context.run { () async throws(Failure) in try await base.next(isolation: actor) }
    }
  }

  /// Returns an iterator that starts at the beginning of the base.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(base: base.makeAsyncIterator(), context: context)
  }
}

extension ContextAsyncSequence: Sendable where Base: Sendable {}

extension AsyncSequence {
  /// Returns this sequence with every `next()` run in `context`.
  ///
  /// The code that produces an element sees the bindings of `context`, whatever the consumer binds. Values
  /// that it sets are gone once the element is produced, and never reach the consumer. To keep them for the
  /// next element, as a Python generator does, let the iterator hold a ``ContextScope`` and produce each
  /// element in the scope's `run`.
  ///
  /// - Parameter context: The context to produce elements in; by default the caller's. Its variables'
  ///   inheritance policies apply once, at this call.
  /// - Returns: A sequence with the same elements and errors.
  /// - Complexity: Each element costs one ``Context/run(_:)``.
  public func inContext(_ context: Context = .current) -> ContextAsyncSequence<Self> {
    ContextAsyncSequence(base: self, context: context.handedOn)
  }
}
