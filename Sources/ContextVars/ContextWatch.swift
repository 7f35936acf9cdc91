/// Watching variables and scopes.

/// What was done to a variable.
public enum ContextChangeKind: Sendable, Hashable {
  /// `set`.
  case set
  /// `unset`.
  case unset
  /// `reset`.
  case reset
  /// A `withValue`, `withoutValue` or `withValues` began.
  case enter
  /// A `withValue`, `withoutValue` or `withValues` ended.
  case leave
}

/// A change of a variable. See ``ContextVar/watch(_:)``.
public struct ContextVarChange<Value: Sendable>: Sendable {
  /// What was done.
  public let kind: ContextChangeKind
  /// The value before; nil if the variable was not bound.
  public let oldValue: Value?
  /// The value since; nil if the variable is not bound.
  public let newValue: Value?
  let variable: AnyContextVar
}

extension ContextVarChange: CustomStringConvertible, CustomReflectable {
  /// What was done to which variable, and its values: `set tenant: nil -> "acme"`.
  public var description: String {
    "\(kind) \(variable.name): \(text(of: oldValue)) -> \(text(of: newValue))"
  }

  private func text(of value: Value?) -> String {
    value.map { Describing.text(of: $0, of: variable.definition) } ?? "nil"
  }

  /// The kind, and the values, if they are not secret.
  public var customMirror: Mirror {
    func shown(_ value: Value?) -> Any {
      value != nil && variable.isRedacted ? RedactedValue() : value as Any
    }
    return Mirror(
      self, children: ["kind": kind, "oldValue": shown(oldValue), "newValue": shown(newValue)],
      displayStyle: .struct)
  }
}

extension ContextScope {
  /// What happens to a scope.
  public enum Event: Sendable {
    /// A task has entered it.
    case enter
    /// The task has left it.
    case leave
    /// A variable was set, unset or reset in it. A value is nil where the variable is not bound.
    case change(ContextChangeKind, AnyContextVar, oldValue: (any Sendable)?, newValue: (any Sendable)?)
  }
}

/// Keeps a callback watching until it is cancelled or let go.
public final class ContextWatch: Sendable {
  /// What ends the watching; nil once it has.
  ///
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var end: (@Sendable () -> Void)?
  private let lock = Lock()

  init(end: @escaping @Sendable () -> Void) {
    self.end = end
  }

  /// Ends the watching, and lets go what the callback holds: it is not called again, though a call that runs on
  /// another thread runs to its end. May be called more than once.
  public func cancel() { lock.withLock { take() }?() }

  private func take() -> (@Sendable () -> Void)? {
    defer { end = nil }
    return end
  }

  deinit { cancel() }
}

extension ContextVar {
  /// Calls `body` for each change of the variable, by any task: its `set`, `unset` and `reset`, and the beginning and
  /// end of its `withValue` and `withoutValue`. A context that is entered as a whole (`run`, `Task(context:)`) tells
  /// nothing.
  ///
  /// `body` runs on the task that makes the change, at once after it, and may use the library; a change that it makes
  /// is told as well, once all have heard of the first. Where a variable is not watched, a change costs one load more
  /// than it would.
  ///
  /// - Returns: What keeps `body` watching. Let it go, or cancel it, to stop.
  public func watch(_ body: @escaping @Sendable (ContextVarChange<Value>) -> Void) -> ContextWatch {
    let variable = self
    let watcher = Watchers<VariableEvent>.Watcher { event in
      body(
        ContextVarChange(
          kind: event.kind, oldValue: event.old.map { variable.bound($0).value },
          newValue: event.new.map { variable.bound($0).value }, variable: AnyContextVar(variable)))
    }
    definition.watchers.add(watcher, flag: definition.flags.pointee.isWatched)
    return ContextWatch {
      variable.definition.watchers.remove(watcher, flag: variable.definition.flags.pointee.isWatched)
    }
  }

  /// The changes of the variable from now on, as ``watch(_:)`` tells them: in order for each task, and none lost,
  /// however late they are read. Ends when the reading task is cancelled.
  public var changes: AsyncStream<ContextVarChange<Value>> {
    AsyncStream { continuation in
      let watch = watch { continuation.yield($0) }
      continuation.onTermination = { _ in watch.cancel() }
    }
  }
}

extension ContextScope {
  /// Calls `body` for each event of the scope: tasks that enter and leave it, variables that change in it.
  ///
  /// `body` runs on the task that makes the change, at once after it, and may use the library. Where the
  /// scope is not watched, an event costs one load.
  ///
  /// - Returns: What keeps `body` watching, and the scope alive. Let it go, or cancel it, to stop.
  public func watch(_ body: @escaping @Sendable (Event) -> Void) -> ContextWatch {
    let watcher = Watchers<Event>.Watcher(body)
    ScopeWatchers.add(watcher, to: self)
    return ContextWatch { ScopeWatchers.remove(watcher, from: self) }
  }

  /// The events of the scope from now on, as ``watch(_:)`` tells them, and none lost, however late they are read. Ends
  /// when the reading task is cancelled.
  public var events: AsyncStream<Event> {
    AsyncStream { continuation in
      let watch = watch { continuation.yield($0) }
      continuation.onTermination = { _ in watch.cancel() }
    }
  }
}
