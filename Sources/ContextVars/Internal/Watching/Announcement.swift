// Telling those who watch variables or a scope that a closure is run with them bound, or in it.

/// What is told around one entry of a scope. There is none where nobody watches, which is nearly always.
@usableFromInline
final class Announcement {
  private let variables: [VariableDefinition]
  private let scope: ContextScope?
  private let outside = Context.current
  private var inside = Context.empty

  private init(_ variables: [VariableDefinition] = [], scope: ContextScope? = nil) {
    self.variables = variables
    self.scope = scope
  }

  /// Of the entry of a scope that differs from the caller's by these variables, each told once. Nil if nobody watches.
  static func of(_ variables: some Sequence<VariableDefinition>) -> Announcement? {
    var told: Set<UInt> = []
    let watched = variables.filter { $0.hasWatchers && told.insert($0.number).inserted }
    return watched.isEmpty ? nil : Announcement(watched)
  }

  /// Of the running task's entry of this scope. (Of its leaving tells the scope, which its other owners leave too.)
  static func of(_ scope: ContextScope) -> Announcement? {
    scope.hasWatchers ? Announcement(scope: scope) : nil
  }

  /// In the scope, before anything else.
  @usableFromInline func entered() {
    tell(.enter, from: outside, to: .current)
    scope?.tell(.enter)
  }

  /// In the scope, after everything else.
  @usableFromInline func leaving() { inside = .current }

  /// Out of it.
  @usableFromInline func left() { tell(.leave, from: inside, to: .current) }

  private func tell(_ kind: ContextChangeKind, from before: Context, to after: Context) {
    for variable in variables {
      variable.watchers.tell(
        VariableEvent(
          kind: kind, old: before.map.binding(of: variable.place),
          new: after.map.binding(of: variable.place)))
    }
  }
}
