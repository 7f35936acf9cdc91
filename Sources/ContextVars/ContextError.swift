/// Every rule of the library that a caller can break, with the remedy.

/// What a context variable, scope or token refused to do. Whatever was refused has changed nothing.
public struct ContextError: Error, Hashable, Sendable {
  /// Which rule was broken. New codes may come: a `switch` needs a `default`.
  public struct Code: Hashable, Sendable {
    fileprivate let rule: Rule
  }

  /// Which rule was broken.
  public let code: Code

  /// The name of the variable or key that was read, set or reset; nil for a rule about scopes.
  public let variable: String?

  /// What `variable` is the name of.
  private let kind: String

  /// For `noValue`: why.
  private let cause: ContextExplanation.Cause?

  init(_ code: Code) {
    self.init(code, name: nil, kind: "ContextScope")
  }

  init(_ code: Code, of variable: VariableDefinition, cause: ContextExplanation.Cause? = nil) {
    self.init(
      code, name: variable.name, kind: variable.isKey ? "TaskContext key" : "ContextVar", cause: cause)
  }

  private init(_ code: Code, name: String?, kind: String, cause: ContextExplanation.Cause? = nil) {
    self.code = code
    variable = name
    self.kind = kind
    self.cause = cause
  }

  init(noValueOf variable: VariableDefinition) {
    self.init(.noValue, of: variable, cause: ContextExplanation(of: variable).cause)
  }
}

extension ContextError {
  fileprivate enum Rule: String {
    case noValue, noScope, notOwner
    case tokenAlreadyUsed, tokenOfAnotherVariable, tokenOfAnotherContext
    case scopeAlreadyEntered
    case valueOfAnotherType, tooManyKeys
  }
}

extension ContextError.Code {
  /// The variable is not bound here and has no default.
  public static let noValue = Self(rule: .noValue)
  /// There is no scope to change.
  public static let noScope = Self(rule: .noScope)
  /// The innermost scope belongs to another task.
  public static let notOwner = Self(rule: .notOwner)
  /// The token has been used for a reset before.
  public static let tokenAlreadyUsed = Self(rule: .tokenAlreadyUsed)
  /// The token came from a `set` of another variable.
  public static let tokenOfAnotherVariable = Self(rule: .tokenOfAnotherVariable)
  /// The token came from a `set` in another scope than the innermost one.
  public static let tokenOfAnotherContext = Self(rule: .tokenOfAnotherContext)
  /// The scope is being run already, here or elsewhere.
  public static let scopeAlreadyEntered = Self(rule: .scopeAlreadyEntered)
  /// A key of `TaskContext` was read as a type of which its value is not.
  public static let valueOfAnotherType = Self(rule: .valueOfAnotherType)
  /// The scope holds as many keys of `TaskContext` as it may.
  public static let tooManyKeys = Self(rule: .tooManyKeys)
}

extension ContextError.Code: CustomStringConvertible {
  /// The code as it is spelled.
  public var description: String { rule.rawValue }
}

extension ContextError: CustomStringConvertible {
  /// The thing, the rule and the remedy.
  public var description: String {
    let subject = variable.map { "\(kind) '\($0)'" } ?? kind
    let reason = cause.map { ": \($0.text)" } ?? ""
    return "\(subject): \(code.rule.explanation)\(reason)"
  }
}

extension ContextError.Rule {
  fileprivate var explanation: String {
    switch self {
    case .noValue:
      "it has no value here and no default (get(default:) reads without throwing)"
    case .noScope:
      "there is no scope here for set to change; open one with withValue, Context.run or ContextScope.run, "
        + "or start the task with Task(context:)"
    case .notOwner:
      "the innermost scope belongs to another task, and only its owner may change it; start this task with "
        + "Task(context: .current) or addTask(context: .current), or open a scope here with withValue"
    case .tokenAlreadyUsed:
      "this token was already used; each set returns a token for one reset"
    case .tokenOfAnotherVariable:
      "this token came from a set of another variable; reset the variable that it names"
    case .tokenOfAnotherContext:
      "this token came from a set in another scope; reset where the value was set, before that scope ends"
    case .scopeAlreadyEntered:
      "it is entered already, and one task at a time may run in it; run in a scope made from its snapshot"
    case .valueOfAnotherType:
      "its value is of another type than the one asked for; read it with get(_:), or as the type that was set"
    case .tooManyKeys:
      "the scope holds as many keys as TaskContext.keyLimit allows; clear keys, or raise the limit"
    }
  }
}
