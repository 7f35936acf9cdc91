/// What of a context is not simply handed on to a task that starts with it: the policies of its variables.
///
/// Layer: beside ContextMap, which carries it from version to version. That makes handing a context on O(1) where
/// no variable has a policy of its own.

/// The variables of a context that have a policy, and what policies have done to it.
final class InheritanceExceptions: Sendable {
  /// A variable that was bound where the context was handed on, and whose policy did not let it pass.
  struct Stopped: Sendable {
    let variable: VariableDefinition
    /// Whether who was handed the context has set or unset it since.
    let isOverridden: Bool
  }

  /// The bound variables whose policy is not `.inherit`, and the keys with a copy function, each once.
  let bound: [VariableDefinition]

  /// Each once.
  let stopped: [Stopped]

  private init(bound: [VariableDefinition], stopped: [Stopped]) {
    self.bound = bound
    self.stopped = stopped
  }

  static func make(bound: [VariableDefinition], stopped: [Stopped]) -> InheritanceExceptions? {
    bound.isEmpty && stopped.isEmpty ? nil : InheritanceExceptions(bound: bound, stopped: stopped)
  }

  /// Those that `variables` has of variables, and `keys` of keys.
  static func joining(
    variables: InheritanceExceptions?, keys: InheritanceExceptions?
  ) -> InheritanceExceptions? {
    if variables == nil, keys == nil { return nil }
    let bound = (variables?.bound ?? []).filter { !$0.isKey } + (keys?.bound ?? []).filter(\.isKey)
    return make(bound: bound, stopped: variables?.stopped ?? [])
  }

  /// The exceptions once `variable` has been bound, or unbound if `binding` is nil.
  static func after(
    _ before: InheritanceExceptions?, setting variable: VariableDefinition, to binding: Binding?
  ) -> InheritanceExceptions? {
    // A variable has one policy for good; a key's depends on what it is bound to.
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

  /// Those of a map that has been laid over another: `below` are those that come of its bindings alone.
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
  /// What a task that is started with this context begins with. Runs the transforms of `.fork`.
  ///
  /// O(1) where no bound variable has a policy; else one change for each that has.
  var handedOn: ContextMap {
    guard let exceptions, !isHandedOnAsIs else { return self }
    return handingOn(exceptions) { $1.handedOn }
  }

  /// Whether `handedOn` is the same map.
  var isHandedOnAsIs: Bool { exceptions?.bound.isEmpty ?? true }

  /// What a task sees that does not own the scope: all but the `.never` variables.
  var seenByOthers: ContextMap {
    guard let exceptions, exceptions.bound.contains(where: { $0.inheritance == .never }) else { return self }
    return handingOn(exceptions) { $0.inheritance == .never ? nil : $1 }
  }

  /// What a layer shows of the scope that it lies over: all but the variables that have a policy.
  var seenThroughLayers: ContextMap {
    guard let exceptions, exceptions.bound.contains(where: { $0.inheritance != .inherit }) else {
      return self
    }
    return handingOn(exceptions) { $0.isKey ? $1 : nil }
  }

  /// This map, with what `kept` makes of the bindings that are exceptions.
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

  /// Whether a policy has put `binding` (nil: no binding) in the variable's place when this context was handed on, so
  /// that it is not a change that the task has made.
  func owesToPolicy(_ binding: Binding?, of variable: VariableDefinition) -> Bool {
    binding?.isFork ?? exceptions?.stopped.contains { $0.variable === variable } ?? false
  }

  /// Whether the variable is bound, or a policy has stopped its binding, so that what lies below this map does not matter.
  func hasWord(on number: UInt) -> Bool {
    stored(of: number) != nil
      || exceptions?.stopped.contains { $0.variable.number == number && !$0.isOverridden } ?? false
  }

  /// This map, with its bindings before those of `below`, and without `unbound`.
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
  /// What a task or a callback that is given this context begins with.
  package var handedOn: Context { Context(map.handedOn) }
}
