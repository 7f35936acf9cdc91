/// What a task that is started with `inheriting:` has to do with its parent's context.

/// How a task inherits its parent's context: `Task(inheriting: .share) { }`.
///
/// | | sees what the parent sets later | its own sets are seen by |
/// |---|---|---|
/// | ``copy`` | no | itself and its children |
/// | ``share`` | yes | the parent, and all that share with it |
/// | ``layer`` | yes, but for what it has set itself | itself and its children |
/// | ``none`` | no, and nothing of what is bound | itself and its children |
///
/// In each it may set, unless it shares what its parent may not set. These are the task factories of Python's
/// aiotask-context (`copying_task_factory`, `task_factory`, `chainmap_task_factory`), and the switched-off
/// inheritance of early aiocontextvars.
public struct TaskInheritance: Hashable, Sendable, CustomStringConvertible {
  enum Way { case copy, share, layer, none }
  let way: Way

  /// The task begins with a snapshot and owns its scope: the same as `context: .current`.
  public static let copy = TaskInheritance(way: .copy)

  /// The task and its parent change one scope together. It takes a lock from then on.
  ///
  /// Both own the scope, their plain children do not. It stays open for the task after the parent has left it. A parent
  /// that does not own its scope has nothing to share but reading; one without a scope gives an empty one.
  ///
  /// A ``ContextInheritance/never`` variable is not shared: each task has its own values, and tokens for them that are of
  /// no use to the others. They end when the task leaves the scope; those of the task that was alone in it and began to
  /// share stay there. ``ContextInheritance/fork(_:)`` does nothing, for there is one value only.
  public static let share = TaskInheritance(way: .share)

  /// The task has a layer of its own over its parent's scope: what it does not set itself it reads there, also what the
  /// parent sets later, and after the parent's end what that left. If the parent is in a layer itself, what it has not set
  /// is read in the scope below that, in the same way.
  ///
  /// `unset` leaves a variable without a value in the layer; `reset` to what was before the first `set` uncovers the
  /// parent's again. A scope that is opened inside, as by `withValue`, starts as any other from a snapshot.
  ///
  /// The parent's ``ContextInheritance/never`` variables are not seen. Of a ``ContextInheritance/fork(_:)`` variable that is
  /// bound, the layer begins with a value of its own; what the parent binds it to later is not seen.
  ///
  /// Starting and ending the task cost as much at any depth. A read looks into one level after the other until it finds the
  /// variable; it takes no lock. `Context.current`, and what begins with it, is made from the bindings of all the levels each
  /// time: not one reference, as elsewhere.
  public static let layer = TaskInheritance(way: .layer)

  /// The task begins with nothing bound, and owns its scope: the same as `context: .empty`.
  public static let none = TaskInheritance(way: .none)

  /// The way as it is spelled.
  public var description: String { "\(way)" }
}
