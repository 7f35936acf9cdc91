/// What of a variable a new task receives.

/// Whether a variable's binding is handed on to a task or a callback that starts with a context.
///
/// It applies wherever a context is handed on: `Task(context:)`, `addTask(context:)` and the like, `Context.wrap`, queues;
/// for `inheriting:` see ``TaskInheritance``. Swift gives no chance to apply it to a plain child (`Task {}`, `async let`,
/// `addTask {}`), which reads its parent's scope; so a task that does not own its scope reads no value of a `never`
/// variable, and `fork` does not reach it. A context that is passed along as a value and run elsewhere is run as it is,
/// and so is a scope that a task enters: `context.except(variable)` leaves one out.
public struct ContextInheritance<Value: Sendable>: Sendable {
  enum Policy: Sendable {
    case inherit
    case never
    case fork(@Sendable (Value) -> Value)
  }

  let policy: Policy

  /// The binding is handed on as it is: the standard.
  public static var inherit: Self { Self(policy: .inherit) }

  /// The binding stays with the task that made it: a lock it holds, a transaction, a buffer that is not shared.
  public static var never: Self { Self(policy: .never) }

  /// What is handed on is made from the value: a child span of a span, a fresh copy of something mutable.
  ///
  /// - Parameter transform: Runs once for each task that is started, on the task that starts it, before it begins; also for
  ///   one that a cancelled group then does not take.
  public static func fork(_ transform: @escaping @Sendable (Value) -> Value) -> Self {
    Self(policy: .fork(transform))
  }
}

extension ContextInheritance: CustomStringConvertible {
  var kind: VariableDefinition.Inheritance {
    switch policy {
    case .inherit: .inherit
    case .never: .never
    case .fork: .fork
    }
  }

  /// The policy as it is spelled.
  public var description: String { "\(kind)" }
}
