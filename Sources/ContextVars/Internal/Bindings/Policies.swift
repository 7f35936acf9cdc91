// The bindings that a new task does not simply inherit, because their variables have an inheritance policy.
//
// Layer: beside ContextMap, which carries them from version to version. So handing on a context is O(1) where
// no variable has a policy.

/// The bound variables of a context that have a policy, and the bindings that policies have stopped.
final class InheritanceExceptions: Sendable {
  /// A variable that was bound where the context was handed on, and whose policy stopped the binding there.
  struct Stopped: Sendable {
    let variable: VariableDefinition
    /// Whether the receiver of the context has set or unset the variable since.
    let isOverridden: Bool
  }

  /// The bound variables whose policy is not `.inherit`, and the keys with a copy function, each once.
  let bound: [VariableDefinition]

  /// Each variable at most once.
  let stopped: [Stopped]

  private init(bound: [VariableDefinition], stopped: [Stopped]) {
    self.bound = bound
    self.stopped = stopped
  }

  static func make(bound: [VariableDefinition], stopped: [Stopped]) -> InheritanceExceptions? {
    bound.isEmpty && stopped.isEmpty ? nil : InheritanceExceptions(bound: bound, stopped: stopped)
  }

  /// The exceptions that `variables` has for variables, and `keys` for keys.
  static func joining(
    variables: InheritanceExceptions?, keys: InheritanceExceptions?
  ) -> InheritanceExceptions? {
    if variables == nil, keys == nil { return nil }
    let bound = (variables?.bound ?? []).filter { !$0.isKey } + (keys?.bound ?? []).filter(\.isKey)
    return make(bound: bound, stopped: variables?.stopped ?? [])
  }

  /// The exceptions after `variable` was bound by `binding`, or unbound if `binding` is nil.
  static func after(
    _ before: InheritanceExceptions?, setting variable: VariableDefinition, to binding: Binding?
  ) -> InheritanceExceptions? {
    // The policy of a variable never changes; the policy of a key depends on its binding.
    if variable.inheritance == .inherit, !variable.isKey { return before }
    if before == nil, binding?.inheritance ?? .inherit == .inherit { return nil }
    return afterException(before, setting: variable, to: binding)
  }

  @inline(never)
  private static func afterException(
    _ before: InheritanceExceptions?, setting variable: VariableDefinition, to binding: Binding?
  ) -> InheritanceExceptions? {
    var bound = before?.bound.filter { !$0.isSame(as: variable) } ?? []
    if let binding, binding.inheritance != .inherit { bound.append(variable) }
    let stopped = before?.stopped.map {
      $0.variable === variable ? Stopped(variable: variable, isOverridden: true) : $0
    }
    return make(bound: bound, stopped: stopped ?? [])
  }

  /// The exceptions of a map that was laid over another. `below` has the exceptions of the lower map, updated
  /// for the bindings that were laid over it.
  static func joining(
    _ above: InheritanceExceptions?, over below: InheritanceExceptions?
  ) -> InheritanceExceptions? {
    guard let above else { return below }
    let others = below?.stopped.filter { entry in
      !above.stopped.contains { $0.variable === entry.variable }
    }
    return make(bound: below?.bound ?? [], stopped: above.stopped + (others ?? []))
  }
}

extension ContextMap {
  /// The map that a task started with this context begins with. Runs the transforms of `.fork`.
  ///
  /// O(1) if no bound variable has a policy; otherwise one change for each that has.
  var handedOn: ContextMap {
    guard let exceptions, !isHandedOnAsIs else { return self }
    return handingOn(exceptions) { $1.handedOn }
  }

  /// Whether `handedOn` is this same map.
  var isHandedOnAsIs: Bool { exceptions?.bound.isEmpty ?? true }

  /// What a task that does not own the scope sees: all but the `.never` variables.
  var seenByOthers: ContextMap {
    guard let exceptions, exceptions.bound.contains(where: { $0.inheritance == .never }) else { return self }
    return handingOn(exceptions) { $0.inheritance == .never ? nil : $1 }
  }

  /// What a layer shows of the scope below it: all but the variables that have a policy.
  var seenThroughLayers: ContextMap {
    guard let exceptions, exceptions.bound.contains(where: { $0.inheritance != .inherit }) else {
      return self
    }
    return handingOn(exceptions) { $0.isKey ? $1 : nil }
  }

  /// This map, with each binding that is an exception replaced by what `kept` returns for it; nil removes it.
  private func handingOn(
    _ exceptions: InheritanceExceptions, _ kept: (VariableDefinition, Binding) -> Binding?
  ) -> ContextMap {
    editing { editor in
      var bound: [VariableDefinition] = []
      var stopped = exceptions.stopped
      for variable in exceptions.bound {
        guard let binding = binding(of: variable.place) else { continue }
        let handedOn = kept(variable, binding)
        if handedOn !== binding { editor.replace(handedOn, for: variable) }
        if handedOn != nil {
          bound.append(variable)
        } else {
          stopped.removeAll { $0.variable === variable }
          stopped.append(.init(variable: variable, isOverridden: false))
        }
      }
      editor.exceptions = .make(bound: bound, stopped: stopped)
    }
  }

  /// Whether a policy put `binding` (nil: no binding) in the variable's place when this context was handed
  /// on, so that it does not count as a change by the task.
  func owesToPolicy(_ binding: Binding?, of variable: VariableDefinition) -> Bool {
    binding?.isFork ?? exceptions?.stopped.contains { $0.variable === variable } ?? false
  }

  /// Whether the variable is bound here, or a policy has stopped its binding, so that what lies below this
  /// map does not matter.
  func hasWord(on number: UInt) -> Bool {
    stored(of: number) != nil
      || exceptions?.stopped.contains { $0.variable.number == number && !$0.isOverridden } ?? false
  }

  /// This map laid over `below`: its bindings take precedence, and the variables in `unbound` are removed
  /// from `below`.
  func laid(over below: ContextMap, without unbound: [UInt]) -> ContextMap {
    if below.count == 0, below.exceptions == nil { return self }
    if count == 0, exceptions == nil, unbound.isEmpty { return below }
    return below.editing { editor in
      for number in unbound { editor.set(nil, at: number) }
      var iterator = makeIterator()
      while let binding = iterator.next() { editor.set(binding, for: binding.variable) }
      editor.exceptions = .joining(exceptions, over: editor.exceptions)
    }
  }
}

extension Context {
  /// What a task or callback that is given this context begins with.
  package var handedOn: Context { Context(map.handedOn) }
}
