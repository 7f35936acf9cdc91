// Explains why a variable reads as it does: for the error `noValue`, and for people.

/// Says why a variable is bound or not bound here, and what to do about it. See ``ContextVar/explanation``.
public struct ContextExplanation: Hashable, Sendable, CustomStringConvertible {
  /// A reason for a variable being bound or not. New ones may be added: give a `switch` a `default`.
  public struct Cause: Hashable, Sendable, CustomStringConvertible {
    fileprivate enum Name: String { case bound, neverSet, stoppedByPolicy, notInherited, notBoundHere }
    fileprivate let name: Name

    /// The current context binds the variable.
    public static let bound = Self(name: .bound)
    /// The variable has not been bound anywhere since the program began.
    public static let neverSet = Self(name: .neverSet)
    /// The variable is bound where this task was started, and its inheritance policy keeps it there.
    public static let stoppedByPolicy = Self(name: .stoppedByPolicy)
    /// The variable was bound elsewhere, and this code runs in no scope: its task, thread or queue received
    /// no context.
    public static let notInherited = Self(name: .notInherited)
    /// The variable was bound elsewhere, and no scope around this code binds it.
    public static let notBoundHere = Self(name: .notBoundHere)

    /// The cause's name in the source.
    public var description: String { name.rawValue }
  }

  /// Why the variable is bound or not.
  public let cause: Cause

  /// The variable's name.
  public let variable: String

  init(of variable: VariableDefinition) {
    self.variable = variable.name
    let outlook = CurrentScope.value?.outlook(for: variable)
    cause =
      switch outlook {
      case (isBound: true, _)?: .bound
      case (_, isStopped: true)?: .stoppedByPolicy
      case _ where !variable.wasEverBound: .neverSet
      case nil: .notInherited
      case .some: .notBoundHere
      }
  }

  /// Names the variable, the cause and the remedy.
  public var description: String { "ContextVar '\(variable)': \(cause.text)" }
}

extension ContextExplanation.Cause {
  var text: String {
    switch name {
    case .bound:
      "it is bound here"
    case .neverSet:
      "it has not been bound anywhere since the program began; bind it with withValue or set around this code"
    case .stoppedByPolicy:
      "it is bound where this task was started, and its inheritance policy keeps it there (.never; in a "
        + "layer also .fork, if it was bound later); pass the value to the task as a parameter, or give the "
        + "variable the policy .inherit"
    case .notInherited:
      "it was bound elsewhere, but this code runs in no scope: detached tasks, threads and queues receive no "
        + "context by themselves; start the task with context: .current, or pass the thread or queue a "
        + "closure from Context.current.wrap"
    case .notBoundHere:
      "it was bound elsewhere, but no scope around this code binds it: the scope that did has ended, belongs "
        + "to another task, or passed its context on before the set, or the variable was unset or left out "
        + "here; bind it with withValue around this code, or start the task with context: .current after the "
        + "set"
    }
  }
}

extension ContextVar {
  /// Explains why the variable is bound or not bound here, with the remedy.
  ///
  /// It may never have been set, its policy may have withheld it, or the task may have been started without a
  /// context. The text is for people: for a log, a debugger or a test's message.
  public var explanation: ContextExplanation { ContextExplanation(of: definition) }
}
