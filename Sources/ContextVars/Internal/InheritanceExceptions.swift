/// What of a context is not simply handed on to a task that starts with it: the policies of its variables.
///
/// Layer: beside ContextMap, which carries it from version to version. That makes handing a context on O(1) where
/// no variable has a policy of its own.

/// The variables of a context that have a policy, and what policies have done to it.
final class InheritanceExceptions: Sendable {
  /// A bound variable whose policy is not `.inherit`.
  struct Bound: Sendable {
    let variable: VariableDefinition
    /// The binding that a `.fork` made when this context was handed on, as long as it is the variable's: an address
    /// that the map keeps in use.
    let fork: ObjectIdentifier?
  }

  /// Each variable once.
  let bound: [Bound]

  /// Unbound variables that were bound where this context was handed on, and whose policy is `.never`.
  let stopped: [VariableDefinition]

  private init(bound: [Bound], stopped: [VariableDefinition]) {
    self.bound = bound
    self.stopped = stopped
  }

  static func make(bound: [Bound], stopped: [VariableDefinition]) -> InheritanceExceptions? {
    bound.isEmpty && stopped.isEmpty ? nil : InheritanceExceptions(bound: bound, stopped: stopped)
  }

  /// The exceptions once `variable` has been bound or unbound.
  static func after(
    _ before: InheritanceExceptions?, setting variable: VariableDefinition, isBound: Bool
  ) -> InheritanceExceptions? {
    if variable.inheritance == .inherit { return before }
    return afterException(before, setting: variable, isBound: isBound)
  }

  @inline(never)
  private static func afterException(
    _ before: InheritanceExceptions?, setting variable: VariableDefinition, isBound: Bool
  ) -> InheritanceExceptions? {
    var bound = before?.bound.filter { $0.variable !== variable } ?? []
    if isBound { bound.append(Bound(variable: variable, fork: nil)) }
    return make(bound: bound, stopped: before?.stopped.filter { $0 !== variable } ?? [])
  }
}

extension ContextMap {
  /// What a task that is started with this context begins with. Runs the transforms of `.fork`.
  ///
  /// O(1) where no bound variable has a policy; else one change for each that has.
  var handedOn: ContextMap {
    guard let exceptions, !exceptions.bound.isEmpty else { return self }
    return handingOn(exceptions) { _ in true }
  }

  /// What a task sees that does not own the scope: all but the `.never` variables.
  var seenByOthers: ContextMap {
    guard let exceptions, exceptions.bound.contains(where: { $0.variable.inheritance == .never }) else {
      return self
    }
    return handingOn(exceptions) { $0.inheritance == .never }
  }

  private func handingOn(
    _ exceptions: InheritanceExceptions, where isApplied: (VariableDefinition) -> Bool
  ) -> ContextMap {
    editing { editor in
      var bound: [InheritanceExceptions.Bound] = []
      var stopped = exceptions.stopped
      for entry in exceptions.bound {
        guard isApplied(entry.variable), let binding = binding(of: entry.variable.number) else {
          bound.append(entry)
          continue
        }
        let handedOn = entry.variable.handedOn(binding)
        editor.set(handedOn, for: entry.variable)
        if let handedOn {
          bound.append(.init(variable: entry.variable, fork: ObjectIdentifier(handedOn)))
        } else {
          stopped.append(entry.variable)
        }
      }
      editor.exceptions = .make(bound: bound, stopped: stopped)
    }
  }

  /// The binding that a task sees that does not own the scope.
  func bindingSeenByOthers(of number: UInt) -> Binding? {
    guard let binding = binding(of: number) else { return nil }
    return exceptions != nil && binding.variable.inheritance == .never ? nil : binding
  }

  /// Whether a policy has put `binding` (nil: no binding) in the variable's place when this context was handed on, so
  /// that it is not a change that the task has made.
  func owesToPolicy(_ binding: Binding?, of variable: VariableDefinition) -> Bool {
    guard let exceptions else { return false }
    guard let binding else { return exceptions.stopped.contains { $0 === variable } }
    return exceptions.bound.contains { $0.fork == ObjectIdentifier(binding) }
  }

  /// What a task keeps to itself of a scope that it begins to share, and what is shared.
  var parted: (kept: ContextMap, shared: ContextMap) {
    guard let exceptions, exceptions.bound.contains(where: { $0.variable.inheritance == .never }) else {
      return (.empty, self)
    }
    let kept = ContextMap.empty.editing { editor in
      for entry in exceptions.bound where entry.variable.inheritance == .never {
        editor.set(binding(of: entry.variable.number), for: entry.variable)
      }
    }
    return (kept, seenByOthers)
  }

  /// What a layer over this context begins with: values of its own for the `.fork` variables. Runs their transforms.
  var forks: ContextMap {
    guard let exceptions, exceptions.bound.contains(where: { $0.variable.inheritance == .fork }) else {
      return .empty
    }
    return ContextMap.empty.editing { editor in
      var bound: [InheritanceExceptions.Bound] = []
      for entry in exceptions.bound where entry.variable.inheritance == .fork {
        guard let binding = binding(of: entry.variable.number),
          let fork = entry.variable.handedOn(binding)
        else { continue }
        editor.set(fork, for: entry.variable)
        bound.append(.init(variable: entry.variable, fork: ObjectIdentifier(fork)))
      }
      editor.exceptions = .make(bound: bound, stopped: [])
    }
  }

  /// This map, with its bindings before those of `below`, and without `unbound`.
  func laid(over below: ContextMap, without unbound: some Collection<VariableDefinition>) -> ContextMap {
    if below.count == 0, below.exceptions == nil { return self }
    return below.editing { editor in
      for variable in unbound { editor.set(nil, for: variable) }
      var iterator = makeIterator()
      while let binding = iterator.next() { editor.set(binding, for: binding.variable) }
      editor.exceptions = .merging(exceptions, over: editor.exceptions)
    }
  }
}

extension InheritanceExceptions {
  /// The exceptions of a map that has been laid over another, where `below` are those that come of the bindings alone.
  fileprivate static func merging(
    _ above: InheritanceExceptions?, over below: InheritanceExceptions?
  ) -> InheritanceExceptions? {
    guard let above else { return below }
    let bound = (below?.bound ?? []).map { entry in
      above.bound.first { $0.variable === entry.variable } ?? entry
    }
    let stopped = (below?.stopped ?? []) + above.stopped
    var unbound: [VariableDefinition] = []
    for variable in stopped
    where !unbound.contains(where: { $0 === variable })
      && !bound.contains(where: { $0.variable === variable })
    {
      unbound.append(variable)
    }
    return make(bound: bound, stopped: unbound)
  }
}

extension Context {
  /// What a task or a callback that is given this context begins with.
  package var handedOn: Context { Context(map.handedOn) }
}
