// A variable's inheritance policy: what a new task receives of its binding.

/// Decides whether a task or a callback that starts with a context receives a variable's binding.
///
/// The policy applies wherever a context is passed on: in `Task(context:)`, `addTask(context:)` and the other
/// functions that take a context, in `Context.wrap` and on queues. For `inheriting:` see ``TaskInheritance``.
///
/// Swift runs no code of this library when a plain child starts (`Task {}`, `async let`, `addTask {}`), and
/// the child reads its parent's scope (rule 4). So a task that does not own its scope reads no value of a
/// ``never`` variable, and ``fork(_:)`` does not apply to it.
///
/// No policy applies to a context that is passed as a value and run elsewhere, nor to a scope that a task
/// enters. Use `context.except(variable)` to leave a variable out.
public struct ContextInheritance<Value: Sendable>: Sendable {
  enum Policy: Sendable {
    case inherit
    case never
    case fork(@Sendable (Value) -> Value)
  }

  let policy: Policy

  /// Passes the binding on as it is. This is the default.
  public static var inherit: Self { Self(policy: .inherit) }

  /// Keeps the binding in the task that made it: for a lock it holds, a transaction, or a buffer that must
  /// not be shared.
  public static var never: Self { Self(policy: .never) }

  /// Passes on a new value made from the bound one: a child span of a span, a fresh copy of something
  /// mutable.
  ///
  /// - Parameter transform: Makes the new value. Called once for each task that is started or closure that is
  ///   wrapped, by the caller, before the task begins; even for a task that a cancelled group then refuses.
  /// - Returns: The policy.
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

  /// The policy's name in the source.
  public var description: String { "\(kind)" }
}
