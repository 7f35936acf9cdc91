// The one error type of the library: every rule that a caller can break, and the remedy for each.

/// An error that says which rule (<doc:Rules>) a call has broken, and what to do instead. The refused call
/// has changed nothing (rule 7).
public struct ContextError: Error, Hashable, Sendable {
  /// Identifies a rule. Later versions may add codes.
  public struct Code: Hashable, Sendable {
    fileprivate let rule: Rule
  }

  /// The rule that was broken.
  public let code: Code

  /// The name of the variable or key that the call named; nil if it named none, such as
  /// ``ContextScope/run(_:)``.
  public let variable: String?

  private let subject: Subject

  /// The call that was refused. The remedy depends on it.
  private let call: Call

  /// The reason for `noValue` or `valueOfAnotherType`.
  private let cause: String?

  /// What the call was about.
  private enum Subject: Hashable {
    case variable, scope, keys, changes
    case key(literal: String)
  }

  /// The calls that can be refused.
  enum Call: String {
    case get, set, unset, reset
    /// The end of ``Token/scope(_:)``.
    case endOfScope
    /// ``ContextScope/run(_:)``, and starting a task in a scope.
    case run, start
    /// ``Context/adopt(changesFrom:since:)``.
    case adopt
    /// The functions of `TaskContext`.
    case keys
  }

  /// An error about a scope or, from `adopt`, about the changes.
  init(_ code: Code, by call: Call) {
    self.init(code, call == .adopt ? .changes : .scope, by: call)
  }

  /// An error about `key`, or about all keys if it is nil.
  init(
    _ code: Code, key: KeyDefinition?, by call: Call = .keys, types: (of: Any.Type, asked: Any.Type)? = nil
  ) {
    self.init(
      code, key.map { .key(literal: String(reflecting: $0.key)) } ?? .keys, named: key?.name, by: call,
      cause: types.map { "it has type \($0.of), and was requested as \($0.asked)" })
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
  /// The variable is not bound here and has no default (rule 10).
  public static let noValue = Self(rule: .noValue)
  /// There is no scope here to change or, for `TaskContext`, to read (rule 2).
  public static let noScope = Self(rule: .noScope)
  /// The innermost scope belongs to another task or thread, and only its owner may change it (rule 2).
  public static let notOwner = Self(rule: .notOwner)
  /// The token has already been used; each works once (rule 7).
  public static let tokenAlreadyUsed = Self(rule: .tokenAlreadyUsed)
  /// The token belongs to another variable (rule 7).
  public static let tokenOfAnotherVariable = Self(rule: .tokenOfAnotherVariable)
  /// The token came from a `set` or `unset` in a scope other than the innermost one or, for a `.never`
  /// variable of a shared scope, by another task (rule 7).
  public static let tokenOfAnotherContext = Self(rule: .tokenOfAnotherContext)
  /// A task is already in the scope. Only one may enter at a time; its children join it with `.share`.
  public static let scopeAlreadyEntered = Self(rule: .scopeAlreadyEntered)
  /// A key of `TaskContext` was read as a type that its value does not have.
  public static let valueOfAnotherType = Self(rule: .valueOfAnotherType)
  /// The scope already holds as many keys as `TaskContext.keyLimit` allows.
  public static let tooManyKeys = Self(rule: .tooManyKeys)
}

extension ContextError.Code: CustomStringConvertible {
  /// The code's name in the source.
  public var description: String { rule.rawValue }
}

extension ContextError: CustomStringConvertible {
  /// Names the variable, key or scope, the rule that was broken, and the remedy.
  public var description: String {
    let name =
      switch subject {
      case .variable: "ContextVar '\(variable ?? "")'"
      case .scope: "ContextScope"
      case .changes: "Context.adopt"
      case .key(let literal): "TaskContext key \(literal)"
      case .keys: "TaskContext"
      }
    return "\(name): \(rule); \(remedy)\(cause.map { ". Reason: \($0)" } ?? "")"
  }

  private var rule: String {
    switch code.rule {
    case .noValue: "it has no value here and no default"
    case .noScope where call == .keys: "there is no scope here to hold keys"
    case .noScope: "there is no scope here for \(call.rawValue) to change"
    case .notOwner: "the innermost scope belongs to another task or thread, and only its owner may change it"
    case .tokenAlreadyUsed where call == .endOfScope: "its token was used before Token.scope ended"
    case .tokenAlreadyUsed: "this token was already used"
    case .tokenOfAnotherVariable: "this token belongs to another variable"
    case .tokenOfAnotherContext: "this token came from another scope"
    case .scopeAlreadyEntered: "a task is already in it, and only one may enter at a time"
    case .valueOfAnotherType: "its value does not have the requested type"
    case .tooManyKeys: "the scope already holds as many keys as TaskContext.keyLimit allows"
    }
  }

  private var remedy: String {
    switch (code.rule, call) {
    case (.noValue, _):
      "bind it, or read it with get(default:), which does not throw"
    case (.noScope, .keys):
      "open one with Context.run, Context.withValues or ContextScope.run, or start the task with "
        + "Task(context:) or Task(inheriting:)"
    case (.noScope, .adopt):
      "open one with Context.run or ContextScope.run, or merge the changes into a context with "
        + "merging(changesFrom:since:conflict:)"
    case (.noScope, _):
      "open one with withValue, Context.run or ContextScope.run, or start the task with Task(context:)"
    case (.notOwner, .reset), (.notOwner, .endOfScope):
      "let the task that set the value reset it, or leave the value in its scope"
    case (.notOwner, .adopt):
      "return the changed context to the task that owns the scope, and adopt it there"
    case (.notOwner, let call):
      "start this task with Task(context: .current) or addTask(context: .current), or open a scope here with "
        + (call == .keys ? "Context.current.run" : call == .unset ? "withoutValue" : "withValue")
        + ", or let the owner apply this task's changes with Context.adopt"
    case (.tokenAlreadyUsed, .endOfScope):
      "reset the variable only once: Token.scope does so at its end"
    case (.tokenAlreadyUsed, _):
      "each set returns a token for one reset"
    case (.tokenOfAnotherVariable, _):
      "use it to reset token.variable"
    case (.tokenOfAnotherContext, .endOfScope):
      "call Token.scope where the value was set"
    case (.tokenOfAnotherContext, _):
      "reset where the value was set, before that scope ends"
    case (.scopeAlreadyEntered, .start):
      "start the task with context: scope.snapshot or, from inside the scope, with inheriting: .share"
    case (.scopeAlreadyEntered, _):
      "run a new scope made from its snapshot, or run this one when the task in it has left"
    case (.valueOfAnotherType, _):
      "read it with get(_:), or as the type that was set"
    case (.tooManyKeys, _):
      "remove keys, or raise the limit"
    }
  }
}
