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

  /// What was asked for. The remedy depends on it.
  private let call: Call

  /// For `noValue` and `valueOfAnotherType`: why.
  private let cause: String?

  /// What was refused something.
  private enum Subject: Hashable {
    case variable, scope, keys, changes
    case key(literal: String)
  }

  /// What can be refused.
  enum Call: String {
    case get, set, unset, reset
    /// ``Token/scope(_:)-(_)``, at its end.
    case endOfScope
    /// ``ContextScope/run(_:)-(_)``, or a task that is started in a scope.
    case run, start
    /// ``Context/adopt(changesFrom:since:)``.
    case adopt
    /// What `TaskContext` does with keys.
    case keys
  }

  /// A rule about scopes.
  init(_ code: Code, by call: Call) {
    self.init(code, call == .adopt ? .changes : .scope, by: call)
  }

  /// A rule about keys: about `key`, or about all.
  init(
    _ code: Code, key: KeyDefinition?, by call: Call = .keys, types: (of: Any.Type, asked: Any.Type)? = nil
  ) {
    self.init(
      code, key.map { .key(literal: String(reflecting: $0.key)) } ?? .keys, named: key?.name, by: call,
      cause: types.map { "it is of type \($0.of), and was asked for as \($0.asked)" })
  }

  init(_ code: Code, of variable: VariableDefinition, by call: Call) {
    self.init(code, .variable, named: variable.name, by: call)
  }

  init(noValueOf variable: VariableDefinition) {
    self.init(
      .noValue, .variable, named: variable.name, by: .get, cause: ContextExplanation(of: variable).cause.text)
  }

  private init(
    _ code: Code, _ subject: Subject, named variable: String? = nil, by call: Call, cause: String? = nil
  ) {
    self.code = code
    self.variable = variable
    self.subject = subject
    self.call = call
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
      case .changes: "Context.adopt"
      case .key(let literal): "TaskContext key \(literal)"
      case .keys: "TaskContext"
      }
    return "\(name): \(rule); \(remedy)\(cause.map { ": \($0)" } ?? "")"
  }

  private var rule: String {
    switch code.rule {
    case .noValue: "it has no value here and no default"
    case .noScope where call == .keys: "there is no scope here that could have keys"
    case .noScope: "there is no scope here for \(call.rawValue) to change"
    case .notOwner: "the innermost scope belongs to another task, and only its owner may change it"
    case .tokenAlreadyUsed where call == .endOfScope: "its token was used inside of the token's own scope"
    case .tokenAlreadyUsed: "this token was already used"
    case .tokenOfAnotherVariable: "this token came from a set of another variable"
    case .tokenOfAnotherContext: "this token came from a set in another scope"
    case .scopeAlreadyEntered: "it is entered already, and one task at a time may be in it"
    case .valueOfAnotherType: "its value is of another type than the one asked for"
    case .tooManyKeys: "the scope holds as many keys as TaskContext.keyLimit allows"
    }
  }

  private var remedy: String {
    switch (code.rule, call) {
    case (.noValue, _):
      "read it with get(default:), which does not throw, or bind it"
    case (.noScope, .keys):
      "open one with Context.run, Context.withValues or ContextScope.run, or start the task with Task(inheriting:) or "
        + "Task(context:)"
    case (.noScope, .adopt):
      "open one with Context.run or ContextScope.run, or take the changes into a value with "
        + "merging(changesFrom:since:conflict:)"
    case (.noScope, _):
      "open one with withValue, Context.run or ContextScope.run, or start the task with Task(context:)"
    case (.notOwner, .reset), (.notOwner, .endOfScope):
      "hand the token back to the task that has set the value, and reset there, or leave it: what is set ends with its "
        + "scope"
    case (.notOwner, .adopt):
      "return the changed context to the task that owns the scope, and adopt it there"
    case (.notOwner, let call):
      "start this task with Task(context: .current) or addTask(context: .current), or open a scope here with "
        + (call == .keys ? "Context.current.run" : call == .unset ? "withoutValue" : "withValue")
        + "; or have that task adopt what this one has changed"
    case (.tokenAlreadyUsed, .endOfScope):
      "leave that reset out, for the scope resets at its end"
    case (.tokenAlreadyUsed, _):
      "each set returns a token for one reset"
    case (.tokenOfAnotherVariable, _):
      "reset the variable that it names"
    case (.tokenOfAnotherContext, .endOfScope):
      "open the token's scope where the value was set"
    case (.tokenOfAnotherContext, _):
      "reset where the value was set, before that scope ends"
    case (.scopeAlreadyEntered, .start):
      "start the task with context: and its snapshot, or, in the task that is in it, with inheriting: .share"
    case (.scopeAlreadyEntered, _):
      "run in a scope made from its snapshot, or when the task in it has left"
    case (.valueOfAnotherType, _):
      "read it with get(_:), or as the type that was set"
    case (.tooManyKeys, _):
      "clear keys, or raise the limit"
    }
  }
}
