// Observes variables and scopes: callbacks and streams of their changes.

/// The kinds of change to a variable.
public enum ContextChangeKind: Sendable, Hashable {
  /// The variable was bound by `set` or `Context.adopt`.
  case set
  /// The variable was unbound by `unset` or `Context.adopt`, or the key by `remove` or `clear`.
  case unset
  /// The variable was restored by `reset`, or at the end of `Token.scope`.
  case reset
  /// The closure of a `withValue`, `withoutValue` or `withValues` began.
  case enter
  /// The closure of a `withValue`, `withoutValue` or `withValues` ended.
  case leave
}

/// One change of a variable. See ``ContextVar/watch(_:)``.
public struct ContextVarChange<Value: Sendable>: Sendable {
  /// What was done to the variable.
  public let kind: ContextChangeKind
  /// The value before the change; nil if the variable was not bound.
  public let oldValue: Value?
  /// The value after the change; nil if the variable is not bound.
  public let newValue: Value?
  let variable: AnyContextVar
}

extension ContextVarChange: CustomStringConvertible, CustomReflectable {
  /// The kind of change, the variable and its values: `set tenant: nil -> "acme"`.
  public var description: String {
    "\(kind) \(variable.name): \(text(of: oldValue)) -> \(text(of: newValue))"
  }

  private func text(of value: Value?) -> String {
    value.map { Describing.text(of: $0, of: variable.definition) } ?? "nil"
  }

  /// The kind of change and the values, unless they are redacted.
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
  /// What can happen to a scope. See ``ContextScope/watch(_:)``.
  public enum Event: Sendable {
    /// A task has entered the scope.
    case enter
    /// A task is leaving the scope: it is in the scope until the watchers have been notified.
    case leave
    /// A variable or key was set, unset or reset in the scope. A value is nil where the variable is not
    /// bound.
    case change(ContextChangeKind, AnyContextVar, oldValue: (any Sendable)?, newValue: (any Sendable)?)
  }
}

/// Keeps a callback registered until the watch is cancelled or released.
public final class ContextWatch: Sendable {
  /// Ends the watch; nil once it has ended.
  ///
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var end: (@Sendable () -> Void)?
  private let lock = Lock()

  init(end: @escaping @Sendable () -> Void) {
    self.end = end
  }

  /// Ends the watch and releases what the callback holds.
  ///
  /// The callback is not called again, but a call in progress on another thread runs to its end. May be
  /// called more than once.
  public func cancel() { lock.withLock { take() }?() }

  private func take() -> (@Sendable () -> Void)? {
    defer { end = nil }
    return end
  }

  deinit { cancel() }
}

extension ContextVar {
  /// Calls `body` for each change of the variable by any task.
  ///
  /// A change is a `set`, `unset` or `reset`, or the beginning or end of a `withValue`, `withoutValue` or
  /// `withValues`. Entering a whole context (`run`, `Task(context:)`) is not a change.
  ///
  /// - Parameter body: Called on the task that makes the change, immediately after it. It may use the
  ///   library; changes that it makes are reported too, after every watcher has received the first.
  /// - Returns: The watch, which keeps `body` registered. Release or cancel it to stop.
  /// - Complexity: While the variable is not watched, a change costs one more load.
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

  /// The changes of the variable from now on, as ``watch(_:)`` reports them.
  ///
  /// The changes of each task come in order, and none is lost, however late they are read. The stream ends
  /// when the task that reads it is cancelled.
  public var changes: AsyncStream<ContextVarChange<Value>> {
    AsyncStream { continuation in
      let watch = watch { continuation.yield($0) }
      continuation.onTermination = { _ in watch.cancel() }
    }
  }
}

extension ContextScope {
  /// Calls `body` when a task enters or leaves the scope, and when a variable or key changes in it.
  ///
  /// - Parameter body: Called on the task that causes the event: immediately after it or, if a task leaves,
  ///   immediately before. It may use the library.
  /// - Returns: The watch, which keeps `body` registered and the scope alive. Release or cancel it to stop.
  /// - Complexity: While the scope is not watched, an event costs one load.
  public func watch(_ body: @escaping @Sendable (Event) -> Void) -> ContextWatch {
    let watcher = Watchers<Event>.Watcher(body)
    ScopeWatchers.add(watcher, to: self)
    return ContextWatch { ScopeWatchers.remove(watcher, from: self) }
  }

  /// The events of the scope from now on, as ``watch(_:)`` reports them.
  ///
  /// None is lost, however late they are read. The stream ends when the task that reads it is cancelled.
  public var events: AsyncStream<Event> {
    AsyncStream { continuation in
      let watch = watch { continuation.yield($0) }
      continuation.onTermination = { _ in watch.cancel() }
    }
  }
}
