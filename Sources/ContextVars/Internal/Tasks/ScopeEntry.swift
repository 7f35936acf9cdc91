// How a task that is about to start gets its scope.

/// A scope, and what a task that is about to start may do there.
///
/// A scope that the task will own is promised to it at the call: nobody else can enter it meanwhile.
@usableFromInline
struct ScopeEntry: Sendable {
  @usableFromInline let scope: Scope
  /// Whether the scope is promised to the task. Otherwise the task only reads.
  @usableFromInline let isOwner: Bool

  /// The scope, if it is the task's own and the wrapper in CSpawn enters it.
  @usableFromInline let child: ChildScope?

  private init(_ scope: consuming Scope, isOwner: Bool = true) {
    self.scope = scope
    self.isOwner = isOwner
    child = nil
  }

  private init(_ child: ChildScope) {
    scope = child
    isOwner = true
    self.child = ChildScope.isDirect ? child : nil
  }

  /// A scope of the task's own, which begins with `context`.
  @usableFromInline static func owning(_ context: consuming Context) -> ScopeEntry {
    ScopeEntry(ChildScope(handed: context.map))
  }

  /// `scope` itself, unchanged: policies apply where a context is handed on.
  @usableFromInline static func entering(_ scope: ContextScope) throws(ContextError) -> ScopeEntry {
    ScopeEntry(try scope.enter(as: .starting))
  }

  /// What the running task passes to a child that inherits in this way.
  @usableFromInline static func inheriting(_ inheritance: TaskInheritance) -> ScopeEntry {
    guard inheritance != .none, let parent = CurrentScope.value else { return owning(.empty) }
    switch inheritance.way {
    case .share:
      guard parent.isOwnedByCaller else { return ScopeEntry(parent, isOwner: false) }
      parent.share()
      return ScopeEntry(parent)
    case .layer:
      return ScopeEntry(ChildScope(startingWith: parent.forks, over: parent))
    case .copy, .none:
      return owning(Context(parent.currentMap))
    }
  }

  /// Revokes the promise, because the task was not started.
  @usableFromInline func abandon() {
    if isOwner { scope.abandon() }
  }

  func begin() {
    if isOwner { scope.begin() }
  }

  func leave() {
    if isOwner { scope.leave() }
  }

  /// Called after `leave`, once the scope is no longer bound.
  func left() {
    if isOwner { scope.shorten() }
  }
}
