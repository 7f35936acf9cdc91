/// Why a variable reads as it does here.

/// Why a variable is bound here or not, and what to do about it. See ``ContextVar/explanation``.
public struct ContextExplanation: Hashable, Sendable, CustomStringConvertible {
  /// The cause. New ones may come: a `switch` needs a `default`.
  public struct Cause: Hashable, Sendable, CustomStringConvertible {
    fileprivate enum Name: String { case bound, neverSet, stoppedByPolicy, notInherited, notBoundHere }
    fileprivate let name: Name

    /// The current context binds the variable.
    public static let bound = Self(name: .bound)
    /// Nothing has bound the variable since the program began.
    public static let neverSet = Self(name: .neverSet)
    /// It is bound where this task was started, and its policy keeps it there.
    public static let stoppedByPolicy = Self(name: .stoppedByPolicy)
    /// It was bound elsewhere, and this code runs in no scope: its task, thread or queue received no context.
    public static let notInherited = Self(name: .notInherited)
    /// It was bound elsewhere, and none of the scopes around this code binds it.
    public static let notBoundHere = Self(name: .notBoundHere)

    /// The cause as it is spelled.
    public var description: String { name.rawValue }
  }

  /// The cause.
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

  /// The variable, the cause and the remedy.
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
      "it is bound where this task was started, and its inheritance policy keeps it there (.never; in a layer also "
        + ".fork, if it was bound later); pass the value to the task as a parameter, or give the variable the policy "
        + ".inherit"
    case .notInherited:
      "it was bound elsewhere, but this code runs in no scope: a detached task, a thread and a queue receive no context "
        + "by themselves; start the task with context: .current"
    case .notBoundHere:
      "it was bound elsewhere, but no scope around this code binds it: that scope has ended, belongs to another task, "
        + "or handed its context on before the set, or the variable was unset or left out here; bind it with withValue "
        + "around this code, or start the task with context: .current after the set"
    }
  }
}

extension ContextVar {
  /// Why the variable is bound here, or is not: never set, kept back by its policy, or not inherited because the
  /// task was started without a context; with the remedy. For people: a log, a debugger, a test's message.
  public var explanation: ContextExplanation { ContextExplanation(of: definition) }
}
