// The difference between two contexts, and the ways to apply it: merging, and adopting into a scope.

/// The difference between an earlier context and a later one.
public struct ContextChanges: Sendable {
  /// A variable that both contexts bind, but to different values.
  public struct Replacement: Sendable {
    /// The variable or key.
    public let variable: AnyContextVar
    /// Its value in the earlier context.
    public let oldValue: any Sendable
    /// Its value in the later context.
    public let newValue: any Sendable
  }

  /// The bindings of the variables that only the later context binds.
  public let added: Context
  /// The variables that both contexts bind, but to values that are not equal by the rules of
  /// ``Context/==(_:_:)``.
  public let replaced: [Replacement]
  /// The bindings of the variables that only the earlier context binds.
  public let removed: Context

  /// Whether the contexts are equal.
  public var isEmpty: Bool { added.isEmpty && replaced.isEmpty && removed.isEmpty }
}

extension Context {
  /// Returns the changes that lead from `earlier` to this context.
  ///
  /// - Complexity: O(changes): subtrees that the contexts share are skipped. The values' `==` may run, and
  ///   may use the library.
  public func changes(since earlier: Context) -> ContextChanges {
    var replaced: [ContextChanges.Replacement] = []
    var added: [Binding] = []
    var removed: [Binding] = []
    map.forEachChange(since: earlier.map) { before, after in
      switch (before, after) {
      case (let before?, let after?):
        replaced.append(
          .init(
            variable: AnyContextVar(after.variable), oldValue: before.shownValue, newValue: after.shownValue))
      case (nil, let after?): added.append(after)
      case (let before?, nil): removed.append(before)
      case (nil, nil): break
      }
    }
    return ContextChanges(added: Context(added), replaced: replaced, removed: Context(removed))
  }

  private init(_ bindings: [Binding]) {
    self.init(ContextMap.empty.editing { editor in bindings.forEach { editor.set($0, for: $0.variable) } })
  }
}

/// A variable that both sides of a merge have changed, to different values.
///
/// See ``Context/merging(changesFrom:since:conflict:)``.
public struct ContextConflict: Sendable {
  /// The variable or key.
  public let variable: AnyContextVar
  /// Its value in the common base; nil if it was not bound.
  public let base: (any Sendable)?
  /// Its value in the context merged into; nil if it is not bound.
  public let mine: (any Sendable)?
  /// Its value in the context merged from; nil if it is not bound.
  public let theirs: (any Sendable)?

  /// How to resolve a conflict: what the merged context binds the variable to.
  public enum Choice: Sendable {
    /// Keep the value of the context merged into.
    case mine
    /// Take the value of the context merged from.
    case theirs
    /// Bind another value, for instance a combination of both. It must belong to the variable in conflict.
    case value(ContextBinding)
  }
}

/// The bindings of one variable or key before and after a change; nil where it is not bound.
struct BindingChange {
  let variable: VariableDefinition
  let before, after: Binding?
}

extension Context {
  /// Returns this context with the changes from `base` to `child` applied: a three-way merge, which brings
  /// back what a task has set.
  ///
  /// Bindings that an inheritance policy withheld from the child or transformed for it are not changes.
  ///
  /// ```swift
  /// let base = Context.current
  /// let child = Task(context: base) { try await work(); return Context.current }
  /// let merged = try await Context.current.merging(changesFrom: child.value, since: base) { _ in .theirs }
  /// ```
  ///
  /// - Parameters:
  ///   - child: The context to take the changes from.
  ///   - base: The context that both started from.
  ///   - conflict: Called for each variable that this context and `child` have both changed since `base`, to
  ///     values that differ. It may use the library.
  /// - Returns: The merged context.
  /// - Throws: What `conflict` throws.
  /// - Complexity: O(changes): subtrees that the contexts share are skipped. The values' `==` may run, and
  ///   may use the library.
  public func merging<E: Error>(
    changesFrom child: Context, since base: Context,
    conflict: (ContextConflict) throws(E) -> ContextConflict.Choice
  ) throws(E) -> Context {
    var taken: [BindingChange] = []
    for change in child.changesOfItsOwn(since: base) {
      let mine = map.binding(of: change.variable.place)
      if Self.equal(mine, change.after) { continue }
      if Self.equal(mine, change.before) {
        taken.append(change)
        continue
      }
      let choice = try conflict(
        ContextConflict(
          variable: AnyContextVar(change.variable), base: change.before?.shownValue, mine: mine?.shownValue,
          theirs: change.after?.shownValue))
      switch choice {
      case .mine: break
      case .theirs: taken.append(change)
      case .value(let chosen):
        precondition(
          chosen.binding.variable.isSame(as: change.variable),
          "merging: the conflict is about \(AnyContextVar(change.variable)), but the chosen value belongs to "
            + "\(chosen.variable); choose a value of the variable in conflict")
        taken.append(BindingChange(variable: change.variable, before: change.before, after: chosen.binding))
      }
    }
    return Context(map.editing { editor in taken.forEach { editor.set($0.after, for: $0.variable) } })
  }

  /// Applies the changes from `base` to `context` to the innermost scope: sets and unsets here what a task or
  /// a hop has set and unset, even if it has thrown.
  ///
  /// ```swift
  /// let base = Context.current
  /// let scope = ContextScope(base)
  /// defer { try? Context.adopt(changesFrom: scope.snapshot, since: base) }
  /// try await Task(scope: scope) { try await authenticate() }.value
  /// ```
  ///
  /// A variable that both the scope and `context` have changed takes its value from `context`. To decide case
  /// by case, adopt the result of ``merging(changesFrom:since:conflict:)``. Bindings that an inheritance
  /// policy withheld from a task or transformed for it are not changes, and ``ContextInheritance/never``
  /// variables keep their present values. Watchers are notified of each change. No tokens are returned.
  ///
  /// - Parameters:
  ///   - context: The context after the changes.
  ///   - base: The context before them.
  /// - Throws: ``ContextError/Code/noScope``, ``ContextError/Code/notOwner`` or
  ///   ``ContextError/Code/tooManyKeys``; nothing has changed then.
  /// - Complexity: O(changes): subtrees that the contexts share are skipped. The values' `==` may run, and
  ///   may use the library.
  public static func adopt(changesFrom context: Context, since base: Context) throws(ContextError) {
    try CurrentScope.adopt(context.changesOfItsOwn(since: base))
  }

  /// The changes since `base`, except those that inheritance policies have made.
  private func changesOfItsOwn(since base: Context) -> [BindingChange] {
    var changes: [BindingChange] = []
    map.forEachChange(since: base.map) { before, after in
      guard let variable = (after ?? before)?.variable, !map.owesToPolicy(after, of: variable) else { return }
      changes.append(BindingChange(variable: variable, before: before, after: after))
    }
    return changes
  }

  private static func equal(_ left: Binding?, _ right: Binding?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.hasEqualValue(to: right)
    default: false
    }
  }
}
