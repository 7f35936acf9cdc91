/// What the copies of a variable share.
import Synchronization

/// A variable's identity and name.
///
/// `@unchecked Sendable`: the only subclass is `Definition`, and all stored properties of both are `let`s of
/// `Sendable` types.
@usableFromInline
class VariableDefinition: @unchecked Sendable {
  @usableFromInline let name: String

  /// The key in every context: dense, from 0.
  let number: UInt

  private static let nextNumber = Atomic<UInt>(0)

  /// Every definition there ever was. Variables are made once and kept in a `static let`; what is made otherwise
  /// costs this much memory for good, and spares every read and every binding two atomic operations on a line
  /// that all cores share (docs/Design.md).
  ///
  /// `nonisolated(unsafe)`: only `init` touches it, under `lock`.
  private nonisolated(unsafe) static var all: [VariableDefinition] = []
  private static let lock = Lock()

  fileprivate init(name: String) {
    self.name = name
    number = Self.nextNumber.add(1, ordering: .relaxed).oldValue
    Self.lock.withLock { Self.all.append(self) }
  }
}

/// A variable's identity and name, and what it reads as where it is not bound.
@usableFromInline
final class Definition<Value: Sendable, Failure: Error>: VariableDefinition, @unchecked Sendable {
  @usableFromInline
  enum Fallback: Sendable {
    case value(Value)
    case failure(@Sendable (_ name: String) -> Failure)
  }

  @usableFromInline let fallback: Fallback

  init(name: String, fallback: Fallback) {
    self.fallback = fallback
    super.init(name: name)
  }
}
