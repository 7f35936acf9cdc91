// What ties a scope to others: the `ContextScope` that it is an entry of, the tasks that share it (`.share`), the scope that
// it is a layer over (`.layer`). Most scopes have none.
//
//   ContextScope ◀── home ── Ties ── sharing: owners, each with its .never variables
//                             │
//                             └── below ──▶ the parent's scope, or one that shows what several have shown that ended
//
// Who may touch what: `home` never changes. `sharing` is touched under `lock` alone. `below` is exchanged as a slot is, by
// anybody, once the layer has ended, and for what shows the same: whoever follows it does so inside of `Content.reading`.
import Synchronization

/// `@unchecked Sendable`: see above.
final class Ties: @unchecked Sendable {
  /// The `ContextScope` that gets back what was set.
  let home: ContextScope?

  let lock = Lock()

  /// Touched under `lock` alone.
  var sharing = Sharing()

  /// A `Scope`, retained; 0 in a scope that is no layer.
  private let lower: Atomic<UInt>

  init(home: ContextScope? = nil, over below: Scope? = nil) {
    self.home = home
    lower = Atomic(below.map { UInt(bitPattern: Unmanaged.passRetained($0).toOpaque()) } ?? 0)
  }

  /// Lets go of one scope after the other: were each released in the `deinit` of the one above, a long chain would need as
  /// much stack.
  deinit {
    var next = lowerScope(lower.load(ordering: .acquiring))
    while let scope = next {
      next = scope.isOnlyReference ? scope._withUnsafeGuaranteedRef { $0.ties?.giveUp() } ?? nil : nil
      scope.release()
    }
  }

  private func giveUp() -> Unmanaged<Scope>? { lowerScope(lower.exchange(0, ordering: .acquiring)) }

  private func lowerScope(_ word: UInt) -> Unmanaged<Scope>? {
    UnsafeRawPointer(bitPattern: word).map { .fromOpaque($0) }
  }

  /// What a layer lies over, not retained. Inside of `Content.reading`.
  var below: Unmanaged<Scope>? { lowerScope(lower.load(ordering: .sequentiallyConsistent)) }

  /// Puts `scope` in the place of what lies below.
  ///
  /// - Returns: What lay below, +1, which no reader follows any more. Its release may run users' `deinit`s.
  func lie(over scope: Scope) -> Unmanaged<Scope>? {
    let word = UInt(bitPattern: Unmanaged.passRetained(scope).toOpaque())
    let old = lower.exchange(word, ordering: .sequentiallyConsistent)
    Content.waitForReaders()
    return lowerScope(old)
  }
}

extension Unmanaged where Instance: Scope {
  /// Whether there is no other reference to the scope than this one.
  var isOnlyReference: Bool {
    var held = self
    // An `Unmanaged` is one reference, which is only looked at here.
    return withUnsafeMutablePointer(to: &held) {
      $0.withMemoryRebound(to: Scope.self, capacity: 1) { isKnownUniquelyReferenced(&$0.pointee) }
    }
  }
}

/// The tasks that share a scope.
struct Sharing {
  /// What one of them alone sees: its `.never` variables.
  struct Owner {
    /// What it has bound (nil: unbound) since it shares the scope.
    var patch: [UInt: AnyObject?] = [:]
    /// For the tokens of these variables, which are of no use to other owners.
    let identity: UInt64
  }

  private(set) var owners: [TaskIdentity: Owner] = [:]

  /// How many tasks are about to start that will share the scope.
  var expected = 0

  /// The task that was alone in the scope before: it sees the `.never` variables that the scope's content has. And what
  /// it alone saw, once it has left.
  private var opener: TaskIdentity?
  private(set) var leftByOpener: [UInt: AnyObject?] = [:]

  /// Whether no task is in the scope any more.
  var isDeserted: Bool { owners.isEmpty && expected == 0 }

  func isOpener(_ task: TaskIdentity) -> Bool { task == opener }

  /// Makes `task`, which was the one owner, the first of several.
  mutating func open(by task: TaskIdentity, identity: UInt64) {
    opener = task
    owners[task] = Owner(identity: identity)
  }

  /// Makes `task`, which was expected, an owner.
  mutating func begin(_ task: TaskIdentity) {
    expected -= 1
    owners[task] = Owner(identity: Content.nextIdentity())
  }

  /// Ends the ownership of `task`. Returns what goes with it.
  mutating func leave(_ task: TaskIdentity) -> Owner? {
    let owner = owners.removeValue(forKey: task)
    guard task == opener, let owner else { return owner }
    // A later task may have the address.
    opener = nil
    leftByOpener = owner.patch
    return nil
  }

  mutating func bind(_ number: UInt, to stored: AnyObject?, for task: TaskIdentity) {
    owners[task]!.patch[number] = .some(stored)
  }
}
