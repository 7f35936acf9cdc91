/// A sequence whose elements are made in a context.

/// A sequence that runs each `next()` of another in a context. Made by ``_Concurrency/AsyncSequence/inContext(_:)``.
public struct ContextAsyncSequence<Base: AsyncSequence>: AsyncSequence {
  /// What the base gives.
  public typealias Element = Base.Element
  /// What the base throws.
  public typealias Failure = Base.Failure

  let base: Base
  let context: Context

  /// A walk over the base, each step of which runs in the context.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator
    let context: Context

    /// The base's next element, made in a fresh scope that starts from the context. Runs on `actor`.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(Failure) -> Element? {
      try await context.run { () async throws(Failure) in try await base.next(isolation: actor) }
    }
  }

  /// A walk that begins at the base's beginning.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(base: base.makeAsyncIterator(), context: context)
  }
}

extension ContextAsyncSequence: Sendable where Base: Sendable {}

extension AsyncSequence {
  /// This sequence, with every `next()` run in `context`: what makes an element sees its bindings, whatever the consumer
  /// binds, and what it sets ends with the element and never reaches the consumer. (To keep what it sets for the next one, as a
  /// generator does, let the iterator hold a ``ContextScope`` and make each element in its `run`.)
  ///
  /// - Complexity: Each element costs what ``Context/run(_:)`` does.
  public func inContext(_ context: Context = .current) -> ContextAsyncSequence<Self> {
    ContextAsyncSequence(base: self, context: context.handedOn)
  }
}
