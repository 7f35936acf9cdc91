// Keeps the census that ContextVarsDiagnostics reports.
import ContextVars
import Synchronization

/// The census. It keeps nothing alive: all references are weak.
final class Registry: Census.Keeper {
  struct Life: Sendable {
    /// `nonisolated(unsafe)`: scopes and contexts are `Sendable`; weak references are read under the lock, or
    /// in a copy.
    nonisolated(unsafe) weak var object: AnyObject?
    let kind: Census.Kind
    let since: ContinuousClock.Instant
    let place: Place?
    let number: UInt64
  }

  /// A value of one variable: the same object may be bound to several.
  private struct Subject: Hashable {
    let stored: ObjectIdentifier
    let number: UInt
  }

  private struct Bound {
    weak var stored: AnyObject?
    let origin: ContextOrigin
  }

  static let shared = Registry()

  /// `nonisolated(unsafe)`: these five are touched under `lock` only.
  private nonisolated(unsafe) var alive: [ObjectIdentifier: Life] = [:]
  private nonisolated(unsafe) var origins: [Subject: Bound] = [:]
  private nonisolated(unsafe) var kept: [Any] = []
  /// The number of origins at which those of released values are removed next.
  private nonisolated(unsafe) var limit = 1_024
  private nonisolated(unsafe) var count: UInt64 = 0
  private let lock = Lock()

  private let recordsPlaces = Atomic(false)

  func recordPlaces() {
    Place.prepare()
    recordsPlaces.store(true, ordering: .relaxed)
  }

  /// Keeps an event source for good.
  func keep(_ source: Any) { lock.withLock { kept.append(source) } }

  private var here: Place? { recordsPlaces.load(ordering: .relaxed) ? .here : nil }

  // MARK: Keeping it

  func began(_ object: AnyObject, _ kind: Census.Kind) {
    let place = here
    lock.withLock {
      count += 1
      alive[ObjectIdentifier(object)] = Life(
        object: object, kind: kind, since: .now, place: place, number: count)
    }
  }

  func ended(_ object: AnyObject) {
    _ = lock.withLock { alive.removeValue(forKey: ObjectIdentifier(object)) }
  }

  func bound(_ stored: AnyObject, at number: UInt, by way: Census.Way) {
    let subject = Subject(stored: ObjectIdentifier(stored), number: number)
    // A value that is taken over from another context was bound there before, and keeps that origin.
    if way == .binding, origin(of: (stored, number)) != nil { return }
    let origin = ContextOrigin(way: way, place: here)
    lock.withLock { origins[subject] = Bound(stored: stored, origin: origin) }
    throwOutOldOrigins()
  }

  private func throwOutOldOrigins() {
    // Reading a weak reference may yield the last reference, whose release runs a user's code: so not under
    // the lock.
    let all = lock.withLock { origins.count < limit ? [] : Array(origins) }
    if all.isEmpty { return }
    let gone = all.filter { $0.value.stored == nil }.map(\.key)
    lock.withLock {
      // An address may have been reused meanwhile; then the next `bound` records it again.
      for key in gone { origins[key] = nil }
      limit = max(1_024, origins.count * 2)
    }
  }

  // MARK: Reading it

  /// The live scopes and contexts, in the order in which they began.
  func lives() -> [Life] { lock.withLock { Array(alive.values) }.sorted { $0.number < $1.number } }

  func origin(of stored: (AnyObject, number: UInt)) -> ContextOrigin? {
    let found = lock.withLock { origins[Subject(stored: ObjectIdentifier(stored.0), number: stored.number)] }
    return found?.stored === stored.0 ? found?.origin : nil
  }
}
