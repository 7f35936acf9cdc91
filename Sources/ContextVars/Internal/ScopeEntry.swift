/// The scope of a task that is about to start.

/// A scope, and what a task that is about to start may do there.
///
/// A scope that the task will own is promised to it when it is started: nobody else can enter it meanwhile.
struct ScopeEntry {
  let scope: ContextScope
  /// Whether the scope is promised to the task. Else it only reads.
  let isOwner: Bool

  private init(_ scope: ContextScope, isOwner: Bool = true) {
    self.scope = scope
    self.isOwner = isOwner
  }

  /// A scope of the task's own, which begins with `context`.
  static func owning(_ context: Context) -> ScopeEntry {
    ScopeEntry(ContextScope(starting: context.map.handedOn))
  }

  /// `scope` itself, as it is: a policy of a variable is for contexts that are handed on.
  static func entering(_ scope: ContextScope) throws(ContextError) -> ScopeEntry {
    try scope.enter(as: .starting)
    return ScopeEntry(scope)
  }

  /// What the running task hands on in this way.
  static func inheriting(_ inheritance: TaskInheritance) -> ScopeEntry {
    guard inheritance != .none, let parent = CurrentScope.value else { return owning(.empty) }
    switch inheritance.way {
    case .share:
      guard parent.isOwnedByCaller else { return ScopeEntry(parent, isOwner: false) }
      parent.share()
      return ScopeEntry(parent)
    case .layer:
      return ScopeEntry(
        ContextScope(starting: parent.levels.forks, ties: ScopeTies(over: parent.baseForLayer())))
    case .copy, .none:
      return owning(Context(parent.currentMap))
    }
  }

  /// Takes the promise back: the task was not started.
  func abandon() {
    if isOwner { scope.abandon() }
  }
}
