// A task's operation: one type for operations that throw and one for those that do not, so that everything
// else is written once. (Generic typed throws over `@isolated(any)` closures crash Swift 6.3.1 while it emits
// a reabstraction thunk.)
public import CSpawn

/// The operation of a task: a struct with one closure. In the struct, the closure returns its result
/// indirectly, whatever `Success` is; a bare closure would be reabstracted on its way through a generic
/// function.
@usableFromInline
protocol TaskOperation<Success, Failure> {
  associatedtype Success: Sendable
  associatedtype Failure: Error

  var isolation: (any Actor)? { get }

  /// An operation that runs the one in `held` in its scope, isolated to `actor`.
  static func running(_ held: HeldOperation, on actor: (any Actor)?) -> Self

  /// The wrapper in C.
  static var wrapper: UnsafeRawPointer { get }
}

/// An operation that does not throw.
@usableFromInline
struct Operation<Success: Sendable>: TaskOperation {
  @usableFromInline typealias Failure = Never
  @usableFromInline let body: @isolated(any) () async -> Success
  @inlinable init(_ body: __owned @escaping @isolated(any) () async -> Success) { self.body = body }

  @inlinable var isolation: (any Actor)? { body.isolation }
  @inlinable static var wrapper: UnsafeRawPointer { cspawn_returning() }

  @inlinable @inline(never)
  static func running(_ held: HeldOperation, on actor: (any Actor)?) -> Self {
    guard let actor else { return Self { @concurrent () async -> Success in await run(held) } }
    let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async -> Success) in
      inheritingIsolation {
        _ = isolation
        return await run(held)
      }
    }
    return Self(unsafeBitCast(form, to: (((any Actor)?) -> (@isolated(any) () async -> Success)).self)(actor))
  }

  @inlinable @inline(__always)
  static func run(_ held: HeldOperation) async -> Success {
    #if CONTEXTVARS_PLAIN_RUNTIME
      var result: Success?
      await held.inScope {
        held.enter()
        defer { held.leave() }
        result = await held.take().operation(as: Self.self).body()
      }
      return result.unsafelyUnwrapped
    #else
      held.enter()
      defer { held.leave() }
      return await held.take().operation(as: Self.self).body()
    #endif
  }
}

/// An operation that may throw.
@usableFromInline
struct ThrowingOperation<Success: Sendable>: TaskOperation {
  @usableFromInline typealias Failure = any Error
  @usableFromInline let body: @isolated(any) () async throws -> Success
  @inlinable init(_ body: __owned @escaping @isolated(any) () async throws -> Success) { self.body = body }

  @inlinable var isolation: (any Actor)? { body.isolation }
  @inlinable static var wrapper: UnsafeRawPointer { cspawn_returning_or_throwing() }

  @inlinable @inline(never)
  static func running(_ held: HeldOperation, on actor: (any Actor)?) -> Self {
    guard let actor else { return Self { @concurrent () async throws -> Success in try await run(held) } }
    let form = { (isolation: isolated (any Actor)?) -> (@isolated(any) () async throws -> Success) in
      inheritingIsolation {
        _ = isolation
        return try await run(held)
      }
    }
    return Self(
      unsafeBitCast(form, to: (((any Actor)?) -> (@isolated(any) () async throws -> Success)).self)(actor))
  }

  @inlinable @inline(__always)
  static func run(_ held: HeldOperation) async throws -> Success {
    #if CONTEXTVARS_PLAIN_RUNTIME
      var result: Result<Success, any Error>?
      await held.inScope {
        held.enter()
        defer { held.leave() }
        do { result = .success(try await held.take().operation(as: Self.self).body()) } catch {
          result = .failure(error)
        }
      }
      return try result.unsafelyUnwrapped.get()
    #else
      held.enter()
      defer { held.leave() }
      return try await held.take().operation(as: Self.self).body()
    #endif
  }
}

// The bit casts drop `isolated` from a parameter, which changes the type but not the call, as in
// `Actor.assumeIsolated`. Calling `form` off the actor is sound, since it runs none of the actor's code: it
// only makes a closure.

/// Gives a closure the isolation of the place where it is written.
@inlinable
func inheritingIsolation<Success: Sendable>(
  @_inheritActorContext _ operation: sending @escaping @isolated(any) () async -> Success
) -> @isolated(any) () async -> Success {
  operation
}

@inlinable
func inheritingIsolation<Success: Sendable>(
  @_inheritActorContext _ operation: sending @escaping @isolated(any) () async throws -> Success
) -> @isolated(any) () async throws -> Success {
  operation
}

/// The two words of a closure.
@usableFromInline
struct ClosureWords {
  @usableFromInline let entry: UnsafeRawPointer
  @usableFromInline let context: UnsafeMutableRawPointer?

  @inlinable init(entry: UnsafeRawPointer, context: UnsafeMutableRawPointer?) {
    (self.entry, self.context) = (entry, context)
  }

  /// The words of an operation, with its reference to the context. The caller keeps no reference, which could
  /// be the last.
  @inlinable @inline(__always)
  init<Operation: TaskOperation>(consuming operation: __owned Operation) {
    self = withUnsafeTemporaryAllocation(of: Operation.self, capacity: 1) { place in
      place.initializeElement(at: 0, to: operation)
      return UnsafeRawPointer(place.baseAddress.unsafelyUnwrapped).load(as: ClosureWords.self)
    }
  }

  /// The operation with these words, which consumes their reference.
  @inlinable
  func operation<Operation: TaskOperation>(as type: Operation.Type) -> Operation {
    withUnsafeTemporaryAllocation(of: type, capacity: 1) { place in
      UnsafeMutableRawPointer(place.baseAddress.unsafelyUnwrapped).storeBytes(of: self, as: ClosureWords.self)
      return place.moveElement(from: 0)
    }
  }

  /// Releases the reference, for an operation that was never taken.
  func release() {
    if let context { Unmanaged<AnyObject>.fromOpaque(context).release() }
  }
}
