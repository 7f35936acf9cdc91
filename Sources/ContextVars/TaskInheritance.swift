// The ways in which a task that is started with `inheriting:` inherits its parent's context.

/// Chooses how a task inherits its parent's context: `Task(inheriting: .share) { }`.
///
/// | | sees what the parent sets later | its own sets are seen by |
/// |---|---|---|
/// | ``copy`` | no | itself and its children |
/// | ``share`` | yes | the parent, and all tasks that share with it |
/// | ``layer`` | yes, except variables it has set itself | itself and its children |
/// | ``none`` | no, and no earlier bindings either | itself and its children |
///
/// In each of these ways the task may set, unless it shares a scope in which its parent may not set. The
/// first three correspond to the task factories of Python's aiotask-context (`copying_task_factory`,
/// `task_factory`, `chainmap_task_factory`); ``none`` corresponds to early aiocontextvars with inheritance
/// switched off.
public struct TaskInheritance: Hashable, Sendable, CustomStringConvertible {
  enum Way { case copy, share, layer, none }
  let way: Way

  /// The task starts with a snapshot and owns its scope: the same as `context: .current`.
  public static let copy = TaskInheritance(way: .copy)

  /// The task and its parent change one scope together. From then on, changing it takes a lock.
  ///
  /// Both own the scope; their plain children do not. The scope stays open for the task after the parent has
  /// left it. If the parent does not own its scope, the task can only read there; if the parent has no scope,
  /// the task gets an empty one of its own.
  ///
  /// A ``ContextInheritance/never`` variable is not shared: each task has its own value of it, and tokens
  /// that work for no other task. These values end when their task leaves the scope, except those of the task
  /// that had the scope to itself before: they stay in the scope. ``ContextInheritance/fork(_:)`` does
  /// nothing, because there is only one value.
  public static let share = TaskInheritance(way: .share)

  /// The task has a layer of its own over its parent's scope, and reads there what it has not set itself.
  ///
  /// It also sees what the parent sets later and, after the parent's end, the values that the parent left. If
  /// the parent is in a layer itself, variables that the parent has not set are read from the scope below, in
  /// the same way.
  ///
  /// `unset` leaves a variable without a value in the layer. The `reset` of its first `set` uncovers the
  /// parent's value again. A scope opened inside, for instance by `withValue`, starts from a snapshot, like
  /// any other.
  ///
  /// The layer does not see the parent's ``ContextInheritance/never`` variables. It starts with its own value
  /// of each ``ContextInheritance/fork(_:)`` variable that is bound, and does not see what the parent binds
  /// that variable to later.
  ///
  /// Starting and ending the task costs the same at any depth. A read searches one level after the other
  /// until it finds the variable, and takes no lock. In a layer, each `Context.current`, and everything that
  /// starts from it, collects the bindings of all levels.
  public static let layer = TaskInheritance(way: .layer)

  /// The task starts with nothing bound, and owns its scope: the same as `context: .empty`.
  public static let none = TaskInheritance(way: .none)

  /// The name in the source: `copy`, `share`, `layer` or `none`.
  public var description: String { "\(way)" }
}
