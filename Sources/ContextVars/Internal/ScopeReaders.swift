/// Reading a scope that is another task's, without its lock.
///
/// Plain children read their parent's scope, many at once, and mostly nobody changes it meanwhile. So the first of them, which
/// takes the lock, opens the scope to readers: from then on a reader takes no lock and counts no reference. It notes in a
/// slot of its thread that it reads (CReaders), so readers on two cores share no line of memory that either writes to.
///
/// Whoever is about to change `base` or `added`, which is under the lock, closes the scope first, and waits until all who had
/// begun to read have ended. Either a reader sees that the scope is closed, or the one who closes it sees the reader.
import CReaders
import Synchronization

extension ContextScope {
  /// What others than the one owner see the variable bound to, if the scope is open to them.
  @inline(never)
  func guardedLook(for number: UInt) -> CurrentScope.Look {
    // Asked before, for most scopes of several tasks never are; and after, for it to count.
    guard isOpenToReaders.load(ordering: .relaxed), let reader = creaders_enter() else { return .shared }
    guard isOpenToReaders.load(ordering: .sequentiallyConsistent) else {
      creaders_leave(reader)
      return .shared
    }
    return .guarded(borrowedBindingSeenByOthers(of: number), reader)
  }

  /// What others than the owner see the variable bound to in a scope without ties, which is open to them from now on.
  /// Under `lock`.
  func openingToReaders(for number: UInt) -> Binding? {
    isOpenToReaders.store(true, ordering: .sequentiallyConsistent)
    return borrowedBindingSeenByOthers(of: number)?.takeUnretainedValue()
  }

  /// Keeps others than the owner from reading without the lock. Under `lock`, before a change.
  func closeToReaders() {
    guard isOpenToReaders.load(ordering: .relaxed) else { return }
    isOpenToReaders.store(false, ordering: .sequentiallyConsistent)
    creaders_wait()
  }

  private func borrowedBindingSeenByOthers(of number: UInt) -> Unmanaged<Binding>? {
    guard let binding = borrowedBinding(of: number) else { return nil }
    return binding._withUnsafeGuaranteedRef { $0.inheritance == .never } ? nil : binding
  }
}
