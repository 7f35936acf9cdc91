// What ties a scope to others: the `ContextScope` that it is an entry into, the tasks that share it
// (`.share`), and the scope that it is a layer over (`.layer`). Most scopes have no ties.
//
//   ContextScope ◀── home ── Ties ── sharing: owners, each with its .never variables
//                             │
//                             └── below ──▶ the parent's scope, or one in place of several that have ended
//
// Who may touch what: `home` never changes. `sharing` is touched under `lock` only. `below` is exchanged like
// a slot, by anyone, once the layer has ended, and only for a scope that shows the same; so it must be
// followed inside `Content.reading`.
import Synchronization

/// The ties of one scope.
///
/// `@unchecked Sendable`: see above.
final class Ties: @unchecked Sendable {
  /// The `ContextScope` that receives what was set, once the last owner leaves.
  let home: ContextScope?

  let lock = Lock()

  /// Touched under `lock` only.
  var sharing = Sharing()

  /// A retained `Scope`; 0 if the scope is no layer.
  private let lower: Atomic<UInt>

  init(home: ContextScope? = nil, over below: Scope? = nil) {
    self.home = home
    lower = Atomic(below.map { UInt(bitPattern: Unmanaged.passRetained($0).toOpaque()) } ?? 0)
  }

  /// Releases one scope after the other: if each were released in the `deinit` of the one above, a long chain
  /// would overflow the stack.
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

  /// The scope that a layer lies over, not retained. Inside `Content.reading`.
  var below: Unmanaged<Scope>? { lowerScope(lower.load(ordering: .sequentiallyConsistent)) }

  /// Replaces the scope below by `scope`.
  ///
  /// - Returns: The scope that lay below, +1, which no reader follows any more. Its release may run users'
  ///   `deinit`s.
  func lie(over scope: Scope) -> Unmanaged<Scope>? {
    let word = UInt(bitPattern: Unmanaged.passRetained(scope).toOpaque())
    let old = lower.exchange(word, ordering: .sequentiallyConsistent)
    Content.waitForReaders()
    return lowerScope(old)
  }
}

extension Unmanaged where Instance: Scope {
  /// Whether this is the only reference to the scope.
  var isOnlyReference: Bool {
    var held = self
    // An `Unmanaged` is a single reference, which is only inspected here.
    return withUnsafeMutablePointer(to: &held) {
      $0.withMemoryRebound(to: Scope.self, capacity: 1) { isKnownUniquelyReferenced(&$0.pointee) }
    }
  }
}

/// The tasks that share a scope.
struct Sharing {
  /// What only one of the tasks sees: its `.never` variables.
  struct Owner {
    /// What the task has bound (nil: unbound) since it began to share the scope.
    var patch: [UInt: AnyObject?] = [:]
    /// Identifies tokens of these variables, which other owners cannot use.
    let identity: UInt64
  }

  private(set) var owners: [TaskIdentity: Owner] = [:]

  /// The number of tasks that are about to start and will share the scope.
  var expected = 0

  /// `opener` is the task that was alone in the scope before: it sees the `.never` variables in the scope's
  /// content. `leftByOpener` is what it alone saw, once it has left.
  private var opener: TaskIdentity?
  private(set) var leftByOpener: [UInt: AnyObject?] = [:]

  /// Whether no task is in the scope any more, or about to enter it.
  var isDeserted: Bool { owners.isEmpty && expected == 0 }

  func isOpener(_ task: TaskIdentity) -> Bool { task == opener }

  /// Makes `task`, so far the only owner, the first of several.
  mutating func open(by task: TaskIdentity, identity: UInt64) {
    opener = task
    owners[task] = Owner(identity: identity)
  }

  /// Makes `task`, which was expected, an owner.
  mutating func begin(_ task: TaskIdentity) {
    expected -= 1
    owners[task] = Owner(identity: Content.nextIdentity())
  }

  /// Ends the ownership of `task`. Returns what the caller must release.
  mutating func leave(_ task: TaskIdentity) -> Owner? {
    let owner = owners.removeValue(forKey: task)
    guard task == opener, let owner else { return owner }
    // A later task may have the same address.
    opener = nil
    leftByOpener = owner.patch
    return nil
  }

  mutating func bind(_ number: UInt, to stored: AnyObject?, for task: TaskIdentity) {
    owners[task]!.patch[number] = .some(stored)
  }
}
