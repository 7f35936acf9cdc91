// Notifies the watchers of variables that a closure runs with the variables bound or unbound, and the
// watchers of a scope that it runs in the scope.

/// The notifications around one entry into a scope. Where nobody watches, which is nearly always, there is no
/// such object.
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

  /// For entering a scope that differs from the caller's in these variables, each announced once. Nil if
  /// nobody watches.
  static func of(_ variables: some Sequence<VariableDefinition>) -> Announcement? {
    var told: Set<UInt> = []
    let watched = variables.filter { $0.hasWatchers && told.insert($0.number).inserted }
    return watched.isEmpty ? nil : Announcement(watched)
  }

  /// For the running task's entry into this scope. The scope itself announces that the task leaves, since it
  /// may have other owners, which leave it too.
  static func of(_ scope: ContextScope) -> Announcement? {
    scope.hasWatchers ? Announcement(scope: scope) : nil
  }

  /// Must be called in the scope, before anything else.
  @usableFromInline func entered() {
    tell(.enter, from: outside, to: .current)
    scope?.tell(.enter)
  }

  /// Must be called in the scope, after everything else.
  @usableFromInline func leaving() { inside = .current }

  /// Must be called once the scope is left.
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
