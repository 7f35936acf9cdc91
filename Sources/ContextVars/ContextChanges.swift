/// How one context differs from another, and how to take such a difference over.

/// What has changed from one context to another.
public struct ContextChanges: Sendable {
  /// A variable that both contexts bind, to different values.
  public struct Replacement: Sendable {
    /// The variable.
    public let variable: AnyContextVar
    /// What the earlier context binds it to.
    public let oldValue: any Sendable
    /// What the later context binds it to.
    public let newValue: any Sendable
  }

  /// The bindings of variables that only the later context binds.
  public let added: Context
  /// The variables that both bind, to values that are not equal (see ``Context/==(_:_:)``).
  public let replaced: [Replacement]
  /// The bindings of variables that only the earlier context binds.
  public let removed: Context

  /// Whether nothing has changed.
  public var isEmpty: Bool { added.isEmpty && replaced.isEmpty && removed.isEmpty }
}

extension Context {
  /// What has changed since `earlier`.
  ///
  /// - Complexity: What the contexts share is skipped, so it grows with the changes and not with the contexts. A user's
  ///   `==` may run, and may use the library.
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

/// A variable that two parties have changed differently since they parted.
public struct ContextConflict: Sendable {
  /// The variable.
  public let variable: AnyContextVar
  /// Its value where they parted; nil if it was not bound.
  public let base: (any Sendable)?
  /// Its value in the context that is merged into; nil if it is not bound.
  public let mine: (any Sendable)?
  /// Its value in the context that is merged; nil if it is not bound.
  public let theirs: (any Sendable)?

  /// What the merged context binds the variable to.
  public enum Choice: Sendable {
    /// What the context that is merged into does.
    case mine
    /// What the context that is merged does.
    case theirs
    /// A value of its own, for instance both combined. It must be one of the variable.
    case value(ContextBinding)
  }
}

/// What one variable or key is bound to before and after; nil: nothing.
struct BindingChange {
  let variable: VariableDefinition
  let before, after: Binding?
}

extension Context {
  /// This context with the changes that `child` has made since `base`: a three-way merge, which brings back what a
  /// task has set.
  ///
  /// What an inheritance policy kept from the child, or gave it in another form, is no change of the child's.
  ///
  /// ```swift
  /// let base = Context.current
  /// let child = Task(context: base) { try await work(); return Context.current }
  /// let merged = try await Context.current.merging(changesFrom: child.value, since: base) { _ in .theirs }
  /// ```
  ///
  /// - Parameters:
  ///   - child: The context whose changes are taken over.
  ///   - base: What both started from.
  ///   - conflict: Asked about each variable that this context and `child` have both changed since `base`, to values
  ///     that differ. May use the library.
  /// - Throws: What `conflict` throws.
  /// - Complexity: Grows with the changes, not with the contexts.
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
          "merging: the conflict is about \(AnyContextVar(change.variable)), and the value chosen is one of \(chosen.variable)"
        )
        taken.append(BindingChange(variable: change.variable, before: change.before, after: chosen.binding))
      }
    }
    return Context(map.editing { editor in taken.forEach { editor.set($0.after, for: $0.variable) } })
  }

  /// Puts the changes from `base` to `context` into the scope at hand: what a task or a hop has set and unset is set and
  /// unset here, also if that has thrown.
  ///
  /// ```swift
  /// let base = Context.current
  /// let scope = ContextScope(base)
  /// defer { try? Context.adopt(changesFrom: scope.snapshot, since: base) }
  /// try await Task(scope: scope) { try await authenticate() }.value
  /// ```
  ///
  /// What the scope has changed meanwhile is replaced, where `context` has changed it too; to decide that case by case,
  /// adopt what ``merging(changesFrom:since:conflict:)`` gives. What an inheritance policy kept from a task, or gave it in
  /// another form, is no change of the task's; and ``ContextInheritance/never`` variables stay as they are, whoever has changed
  /// them. Watchers are told of each change; there are no tokens.
  ///
  /// - Parameters:
  ///   - context: The context as it became.
  ///   - base: What it began with.
  /// - Throws: ``ContextError/Code/noScope``, ``ContextError/Code/notOwner``, ``ContextError/Code/tooManyKeys``. Then nothing
  ///   has changed.
  /// - Complexity: Grows with the changes, not with the contexts. A user's `==` may run, and may use the library.
  public static func adopt(changesFrom context: Context, since base: Context) throws(ContextError) {
    try CurrentScope.adopt(context.changesOfItsOwn(since: base))
  }

  /// What has changed since `base`, but for what policies have done.
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
