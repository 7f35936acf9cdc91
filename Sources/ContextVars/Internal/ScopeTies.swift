/// What ties a scope to other tasks' scopes: the tasks that share it (`.share`), what it lies over (`.layer`).
///
/// Layer: a part of `ContextScope`, which guards it with its lock. Most scopes have none.

/// The owners of a shared scope, and what a layer lies over.
///
/// `nonisolated(unsafe)`: all that changes is touched under the lock of the one scope that has these ties.
final class ScopeTies: Sendable {
  /// What a layer lies over; nil in a scope that is no layer.
  let below: LayerBase?

  /// The variables that are unbound in a layer, whatever is bound below.
  nonisolated(unsafe) var unbound: [UInt: VariableDefinition] = [:]

  /// A task that shares the scope.
  struct Owner {
    /// What it alone sees there: its `.never` variables.
    var map: ContextMap
    /// Those of them that it has unset.
    var unbound: [UInt: VariableDefinition] = [:]
    /// For the tokens of these variables, which are of no use to other owners.
    let number: ContextScope.Number
  }

  nonisolated(unsafe) var owners: [TaskIdentity: Owner] = [:]

  /// How many tasks are about to start that will share it.
  nonisolated(unsafe) var expected = 0

  /// The task that was alone in the scope and began to share it; what it alone saw, once it has left.
  nonisolated(unsafe) private var opener: TaskIdentity?
  nonisolated(unsafe) private(set) var leftByOpener = ContextMap.empty

  init(over below: LayerBase?) {
    self.below = below
  }

  /// Whether no task is in the scope any more.
  var isDeserted: Bool { owners.isEmpty && expected == 0 }

  /// Makes `task`, which was the one owner, the first of several, who keeps `map` to itself.
  func open(by task: TaskIdentity, keeping map: ContextMap, number: ContextScope.Number) {
    opener = task
    owners[task] = Owner(map: map, number: number)
  }

  /// Makes `task`, which was expected, an owner.
  func begin(_ task: TaskIdentity) {
    expected -= 1
    owners[task] = Owner(map: .empty, number: .next())
  }

  /// Ends the ownership of `task`. Returns what goes with it.
  func leave(_ task: TaskIdentity) -> Owner? {
    let owner = owners.removeValue(forKey: task)
    guard task == opener, let owner else { return owner }
    // A later task may have the address.
    opener = nil
    leftByOpener = owner.map
    return nil
  }
}

/// What a layer lies over: a scope, as long as its owners are in it, and then what they left.
///
/// The scope may be entered again, by another request: the layer is not to see that.
final class LayerBase: Sendable {
  enum State {
    case scope(ContextScope)
    case left(ContextMap)
  }

  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var storage: State
  private let lock = Lock()

  init(_ state: State) { storage = state }

  var state: State { lock.withLock { storage } }

  /// Whether the owners are still in the scope.
  var isLive: Bool { if case .scope = state { true } else { false } }

  /// The owners are about to leave `map` behind.
  func leave(_ map: ContextMap) {
    let scope = lock.withLock { () -> State in
      defer { storage = .left(map) }
      return storage
    }
    withExtendedLifetime(scope) {}
  }
}

/// One of the maps in which a task looks for a binding.
struct ScopeLevel {
  let map: ContextMap
  /// Variables that are unbound here, whatever the levels below bind.
  var unbound: [UInt: VariableDefinition] = [:]
  /// Whether the caller sees the `.never` variables here.
  let isOwn: Bool

  /// What the caller sees bound at this level. May run a key's `==`.
  func binding(of place: Place) -> Binding? {
    isOwn ? map.binding(of: place) : map.bindingSeenByOthers(of: place)
  }

  /// Whether a policy keeps from the caller what is bound at this level or where it was handed on.
  func isStopped(_ variable: VariableDefinition) -> Bool {
    map.exceptions?.stopped.contains { $0.variable === variable && !$0.isOverridden } ?? false
      || binding(of: variable.place) == nil && map.binding(of: variable.place) != nil
  }
}

extension [ScopeLevel] {
  /// What the caller sees bound, the first level first. May run a key's `==`.
  func binding(of place: Place) -> Binding? {
    for level in self {
      if let binding = level.binding(of: place) { return binding }
      if case .variable(let number) = place, level.unbound[number] != nil { return nil }
    }
    return nil
  }

  /// Whether a policy keeps from the caller what would otherwise be bound.
  func isStopped(_ variable: VariableDefinition) -> Bool {
    for level in self {
      if level.isStopped(variable) { return true }
      if level.unbound[variable.number] != nil { return false }
    }
    return false
  }

  /// All that the caller sees bound. May run a key's `==`.
  var merged: ContextMap {
    reversed().reduce(.empty) { below, level in
      (level.isOwn ? level.map : level.map.seenByOthers).laid(over: below, without: level.unbound)
    }
  }

  /// What a layer over these begins with: values of its own for the `.fork` variables. Runs their transforms. The copy
  /// functions of keys are for copies alone.
  var forks: ContextMap {
    let variables = compactMap(\.map.exceptions).flatMap(\.bound).filter { $0.inheritance == .fork }
    guard !variables.isEmpty else { return .empty }
    return ContextMap.empty.editing { editor in
      var done: Set<UInt> = []
      for variable in variables where done.insert(variable.number).inserted {
        guard let binding = binding(of: variable.place) else { continue }
        editor.set(variable.handedOn(binding), for: variable)
      }
    }
  }
}
