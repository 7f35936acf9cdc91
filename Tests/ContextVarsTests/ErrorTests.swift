// What errors say when a call is refused: what happened, the rule, and a remedy that fits the call.
import ContextVars
import TaskContext
import Testing

@Suite struct ErrorTests {
  /// The text of the error that `call` throws; "allowed" if it throws none.
  private static func refusal(of call: () throws -> Void) -> String {
    do {
      try call()
      return "allowed"
    } catch {
      return "\(error)"
    }
  }

  private static let variable = ContextVar("v", of: Int.self)
  private static let other = ContextVar("w", of: Int.self)
  private static let unset = ContextVar("unset", of: Int.self)

  @Test func `outside of scopes each call says what would open one`() {
    let scopes =
      "open one with withValue, Context.run or ContextScope.run, or start the task with Task(context:)"
    let keys =
      "there is no scope here to hold keys; open one with Context.run, Context.withValues or "
      + "ContextScope.run, or start the task with Task(context:) or Task(inheriting:)"
    #expect(
      Self.refusal { try Self.variable.set(1) }
        == "ContextVar 'v': there is no scope here for set to change; " + scopes)
    #expect(
      Self.refusal { try Self.variable.unset() }
        == "ContextVar 'v': there is no scope here for unset to change; " + scopes)
    #expect(
      Self.refusal { try Context.adopt(changesFrom: .empty, since: .empty) }
        == "Context.adopt: there is no scope here for adopt to change; open one with Context.run or "
        + "ContextScope.run, or merge the changes into a context with merging(changesFrom:since:conflict:)")
    #expect(Self.refusal { _ = try TaskContext.get("key") } == "TaskContext key \"key\": " + keys)
    #expect(Self.refusal { try TaskContext.set("key", 1) } == "TaskContext key \"key\": " + keys)
    #expect(Self.refusal { try TaskContext.remove("key") } == "TaskContext key \"key\": " + keys)
    #expect(Self.refusal { try TaskContext.clear() } == "TaskContext: " + keys)
    #expect(
      Self.refusal { _ = try Self.unset.get() }
        == "ContextVar 'unset': it has no value here and no default; bind it, or read it with "
        + "get(default:), which does not throw. Reason: it has not been bound anywhere since the program "
        + "began; bind it with withValue or set around this code")
  }

  @Test func `in another's scope each call says what may be done there`() async throws {
    let start =
      "the innermost scope belongs to another task or thread, and only its owner may change it; start this task with "
      + "Task(context: .current) or addTask(context: .current), or open a scope here with "
    try await Context().run { () async throws in
      let token = try Self.variable.set(1)
      let refusals = await Task {
        [
          Self.refusal { try Self.variable.set(2) },
          Self.refusal { try Self.variable.unset() },
          Self.refusal { try TaskContext.set("key", 1) },
          Self.refusal { try TaskContext.remove("key") },
          Self.refusal { try TaskContext.clear() },
          Self.refusal { try Self.variable.reset(token) },
          Self.refusal { try token.scope {} },
          Self.refusal { try Context.adopt(changesFrom: .empty, since: .current) },
        ]
      }.value
      let adopt = ", or let the owner apply this task's changes with Context.adopt"
      let tokens =
        "ContextVar 'v': the innermost scope belongs to another task or thread, and only its owner may change it; "
        + "let the task that set the value reset it, or leave the value in its scope"
      #expect(
        refusals == [
          "ContextVar 'v': " + start + "withValue" + adopt,
          "ContextVar 'v': " + start + "withoutValue" + adopt,
          "TaskContext key \"key\": " + start + "Context.current.run" + adopt,
          "TaskContext key \"key\": " + start + "Context.current.run" + adopt,
          "TaskContext: " + start + "Context.current.run" + adopt, tokens, tokens,
          "Context.adopt: the innermost scope belongs to another task or thread, and only its owner may change it; "
            + "return the changed context to the task that owns the scope, and adopt it there",
        ])
      // Follows the remedies.
      let handedBack = await Task { token }.value
      try Self.variable.reset(handedBack)
      let base = Context.current
      let changed = await Task {
        Self.variable.withValue(2) { Context.current }
      }.value
      try Context.adopt(changesFrom: changed, since: base)
      #expect(try Self.variable.get() == 2)
      let mayUnset = await Task { Self.variable.withoutValue { Self.refusal { try Self.variable.unset() } } }
        .value
      #expect(mayUnset == "allowed")
    }
  }

  @Test func `the error for a misused token says where it may be used`() throws {
    try Context().run {
      let token = try Self.variable.set(1)
      let moved = ContextVar("moved", of: Int.self)
      #expect(
        Self.refusal { try moved.withValue(1) { try Self.variable.reset(token) } }
          == "ContextVar 'v': this token came from another scope; reset where the value was set, "
          + "before that scope ends")
      #expect(
        Self.refusal { try moved.withValue(1) { try token.scope {} } }
          == "ContextVar 'v': this token came from another scope; call Token.scope where the "
          + "value was set"
      )
      #expect(
        Self.refusal { try Self.other.reset(token) }
          == "ContextVar 'w': this token belongs to another variable; use it to reset token.variable"
      )
      #expect(
        Self.refusal { try token.scope { try Self.variable.reset(token) } }
          == "ContextVar 'v': its token was used before Token.scope ended; reset the variable only once: "
          + "Token.scope does so at its end")
      #expect(
        Self.refusal { try Self.variable.reset(token) }
          == "ContextVar 'v': this token was already used; each set returns a token for one reset")
    }
  }

  @Test func `the error for an entered scope says what to do instead`() async throws {
    let scope = ContextScope(Context())
    let entered = "ContextScope: a task is already in it, and only one may enter at a time; "
    try scope.run {
      let refusal = #expect(throws: ContextError.self) { try scope.run {} }
      #expect(refusal?.variable == nil)
      #expect(
        refusal?.description
          == entered + "run a new scope made from its snapshot, or run this one when the task in it has left")
      #expect(
        Self.refusal { _ = try Task(scope: scope) {} }
          == entered
          + "start the task with context: scope.snapshot or, from inside the scope, with inheriting: .share")
    }
  }

  @Test func `the error for a value of another type names both types`() throws {
    try Context().run {
      try TaskContext.set("key", 1)
      #expect(
        Self.refusal { _ = try TaskContext.get("key", as: String.self) }
          == "TaskContext key \"key\": its value does not have the requested type; read it with get(_:), or "
          + "as the type that was set. Reason: it has type Int, and was requested as String")
    }
  }
}
