/// What ties a scope to other tasks' scopes: the tasks that share it (`.share`), the scope that it lies over (`.layer`).
///
/// Layer: a part of `ContextScope`, which guards it with its lock. Most scopes have none.

/// The owners of a shared scope, and the parent of a layer.
///
/// `nonisolated(unsafe)`: all that changes is touched under the lock of the one scope that has these ties.
final class ScopeTies: Sendable {
  /// The scope that a layer lies over; nil in a scope that is no layer.
  let parent: ContextScope?

  /// The variables that are unbound in a layer, whatever its parent binds.
  nonisolated(unsafe) var unbound: [UInt: VariableDefinition] = [:]

  /// The tasks that share the scope, each with what it alone sees there: its `.never` variables.
  nonisolated(unsafe) var owners: [TaskIdentity: ContextMap] = [:]

  /// How many tasks are about to start that will share it.
  nonisolated(unsafe) var expected = 0

  init(over parent: ContextScope?) {
    self.parent = parent
  }

  /// Whether no task is in the scope any more.
  var isDeserted: Bool { owners.isEmpty && expected == 0 }

  /// Makes `task`, which was expected, an owner.
  func begin(_ task: TaskIdentity) {
    expected -= 1
    owners[task] = .empty
  }

  /// Ends the ownership of `task` and returns what it alone saw.
  func leave(_ task: TaskIdentity) -> ContextMap? {
    owners.removeValue(forKey: task)
  }

  /// Expects one task less.
  func abandon() -> ContextMap? {
    expected -= 1
    return nil
  }
}

/// One of the maps in which a task looks for a binding.
struct ScopeLevel {
  let map: ContextMap
  /// Variables that are unbound here, whatever the levels below bind.
  var unbound: [UInt: VariableDefinition] = [:]
  /// Whether the caller sees the `.never` variables here.
  let isOwn: Bool

  /// What the caller sees bound at this level.
  func binding(of number: UInt) -> Binding? {
    isOwn ? map.binding(of: number) : map.bindingSeenByOthers(of: number)
  }

  /// Whether a policy keeps from the caller what is bound at this level or where it was handed on.
  func isStopped(_ variable: VariableDefinition) -> Bool {
    map.exceptions?.stopped.contains { $0 === variable } ?? false
      || binding(of: variable.number) == nil && map.binding(of: variable.number) != nil
  }
}

extension [ScopeLevel] {
  /// What the caller sees bound, the first level first.
  func binding(of number: UInt) -> Binding? {
    for level in self {
      if let binding = level.binding(of: number) { return binding }
      if level.unbound[number] != nil { return nil }
    }
    return nil
  }

  /// All that the caller sees bound.
  var merged: ContextMap {
    reversed().reduce(.empty) { below, level in
      (level.isOwn ? level.map : level.map.seenByOthers).laid(over: below, without: level.unbound.values)
    }
  }
}
