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

  private let subject: Subject

  /// For `noValue` and `valueOfAnotherType`: why.
  private let cause: String?

  /// What was refused something.
  private enum Subject: Hashable {
    case variable, scope, keys
    case key(literal: String)
  }

  /// A rule about scopes.
  init(_ code: Code) {
    self.init(code, .scope)
  }

  /// A rule about keys: about `key`, or about all.
  init(_ code: Code, key: KeyDefinition?, types: (of: Any.Type, asked: Any.Type)? = nil) {
    self.init(
      code, key.map { .key(literal: String(reflecting: $0.key)) } ?? .keys, named: key?.name,
      cause: types.map { "it is of type \($0.of), and was asked for as \($0.asked)" })
  }

  init(_ code: Code, of variable: VariableDefinition) {
    self.init(code, .variable, named: variable.name)
  }

  init(noValueOf variable: VariableDefinition) {
    self.init(
      .noValue, .variable, named: variable.name, cause: ContextExplanation(of: variable).cause.text)
  }

  private init(_ code: Code, _ subject: Subject, named variable: String? = nil, cause: String? = nil) {
    self.code = code
    self.variable = variable
    self.subject = subject
    self.cause = cause
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
    let name =
      switch subject {
      case .variable: "ContextVar '\(variable ?? "")'"
      case .scope: "ContextScope"
      case .key(let literal): "TaskContext key \(literal)"
      case .keys: "TaskContext"
      }
    return "\(name): \(explanation)\(cause.map { ": \($0)" } ?? "")"
  }

  private var isAboutKeys: Bool {
    switch subject {
    case .key, .keys: true
    case .variable, .scope: false
    }
  }

  private var explanation: String {
    switch code.rule {
    case .noValue:
      "it has no value here and no default (get(default:) reads without throwing)"
    case .noScope where isAboutKeys:
      "there is no scope here that could have keys; open one with Context.run, Context.withValues or "
        + "ContextScope.run, or start the task with Task(inheriting:) or Task(context:)"
    case .noScope:
      "there is no scope here for set to change; open one with withValue, Context.run or ContextScope.run, "
        + "or start the task with Task(context:)"
    case .notOwner:
      "the innermost scope belongs to another task, and only its owner may change it; start this task with "
        + "Task(context: .current) or addTask(context: .current), or open a scope here with "
        + (isAboutKeys ? "Context.current.run" : "withValue")
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
