// What the tests of CPython, asyncio and aiocontextvars check, in Swift's terms, where no other suite covers
// it. PEP567.md in ContextVars.docc lists every rule with its test.
import ContextVars
import Foundation
import TestSupport
import Testing

@Suite struct PythonTests {
  // MARK: CPython, test_context.py

  // test_context_var_new_1
  @Test func `a variable has the name that it was given`() {
    #expect(Request.id.name == "request-id")
    #expect(AnyContextVar(Request.id).name == "request-id")
    #expect(ContextVar("", of: Int.self).name == "")
  }

  // test_context_getset_1
  @Test func `a variable that is set and reset reads as in Python`() throws {
    let variable = ContextVar("c", of: Int.self)
    try Context().run {
      #expect(refusal { try variable.get() } == .noValue)
      #expect(variable.get(default: 100) == 100)
      let first = try variable.set(1)
      #expect(first.variable == variable)
      #expect(first.oldValue == nil)
      let before = Context.current
      let second = try variable.set(2)
      #expect(second.oldValue == 1)
      #expect(try variable.get() == 2)
      let third = try variable.set(3)
      #expect(third.oldValue == 2)
      try variable.reset(third)
      #expect(try variable.get() == 2)
      #expect(refusal { try variable.reset(third) } == .tokenAlreadyUsed)
      #expect(try variable.get() == 2)
      try variable.reset(first)
      #expect(refusal { try variable.get() } == .noValue)
      #expect(before[variable] == 1)
      #expect(Context.current.isEmpty)
    }
  }

  // test_context_copy_1
  @Test func `copies are isolated both ways`() throws {
    let variable = ContextVar("copied", of: Int.self)
    try variable.withValue(1) {
      let copy = Context.current
      try variable.set(2)
      try copy.run {
        #expect(try variable.get() == 1)
        try variable.set(3)
        #expect(try variable.get() == 3)
      }
      #expect(try variable.get() == 2)
      #expect(copy[variable] == 1)
    }
  }

  // test_context_threads_1
  @Test func `ten threads at once keep their own values`() async throws {
    let variable = ContextVar("thread", of: Int.self)
    let sums = try await withThrowingTaskGroup(of: Int.self) { group in
      for thread in 0..<10 {
        group.addTask {
          try await onThread {
            try Context().run {
              for step in 0..<100 {
                try variable.set(thread * step)
                Thread.sleep(forTimeInterval: 0)
                let seen = try variable.get()
                guard seen == thread * step else { throw Failure() }
              }
              return try variable.get()
            }
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums.sorted() == (0..<10).map { $0 * 99 })
  }

  // test_token_contextmanager_with_default and _without_default
  @Test func `a token used as a scope resets its variable at the end`() async throws {
    try await Context().run {
      let result = try Request.tenant.set("inside").scope {
        try Request.user.set("stays")
        return Request.tenant.get()
      }
      #expect(result == "inside")
      #expect(Request.tenant.get() == "public")
      #expect(try Request.user.get() == "stays")
      let later = try await Request.id.set("r").scope {
        await Task.yield()
        return try Request.id.get()
      }
      #expect(later == "r")
      #expect(!Request.id.isBound)
    }
  }

  // test_token_contextmanager_on_exception
  @Test func `a token used as a scope resets its variable when the closure throws`() async {
    await Context().run {
      #expect(throws: Failure()) { try Request.id.set("r").scope { throw Failure() } }
      #expect(!Request.id.isBound)
      await #expect(throws: Failure()) {
        try await Request.id.set("r").scope {
          await Task.yield()
          throw Failure()
        }
      }
      #expect(!Request.id.isBound)
    }
  }

  // test_token_contextmanager_reentrant and _with_explicit_reset_the_same_token
  @Test func `a token that was used inside its scope is refused at the end`() throws {
    try Context().run {
      let token = try Request.id.set("r")
      let used = ContextError.Code.tokenAlreadyUsed
      #expect(refusal { try token.scope { try Request.id.reset(token) } } == used)
      #expect(refusal { try token.scope {} } == used)
      #expect(!Request.id.isBound)
      // The operation's own error takes precedence.
      let other = try Request.id.set("s")
      #expect(throws: Failure()) {
        try other.scope {
          try Request.id.reset(other)
          throw Failure()
        }
      }
    }
  }

  // test_token_contextmanager_with_explicit_reset_another_token
  @Test func `another token may be used inside a token's scope`() throws {
    try Context().run {
      let outer = try Request.id.set("a")
      try Request.id.set("b").scope {
        try Request.id.reset(outer)
        #expect(!Request.id.isBound)
      }
      #expect(try Request.id.get() == "a", "each token restores its own old value")
    }
  }

  // test_context_run_4 and _5
  @Test func `what a nested run sets is not seen outside`() {
    Request.id.withValue("outer") {
      #expect(throws: Failure()) {
        try Context.current.run {
          try Request.id.set("inner")
          Context().run { #expect(!Request.id.isBound) }
          throw Failure()
        }
      }
      #expect(Request.id.get(default: "-") == "outer")
    }
  }

  // test_context_run_2 and _3
  @Test func `run gives the result or the error of its closure`() async throws {
    struct Ticket: ~Copyable { let number: Int }
    let context = Context(Request.id.bound(to: "r"))
    #expect(context.run { Request.id.get(default: "-") } == "r")
    let ticket = context.run { Ticket(number: 7) }
    #expect(ticket.number == 7)
    do throws(Failure) {
      try context.run { () throws(Failure) in throw Failure(reason: 1) }
      Issue.record("the error was lost")
    } catch {
      #expect(error.reason == 1)
    }
    let later = await context.run {
      await Task.yield()
      return Request.id.get(default: "-")
    }
    #expect(later == "r")
    #expect(throws: Failure()) { try ContextScope(context).run { throw Failure() } }
  }

  // test_context_run_7, and re-entry from elsewhere
  @Test func `a scope may be entered from another thread once it is left`() async throws {
    let scope = ContextScope(Context())
    try scope.run {
      try Request.id.set("first")
      #expect(refusal { try scope.run {} } == .scopeAlreadyEntered)
    }
    let seen = try await onThread { try scope.run { try Request.id.get() } }
    #expect(seen == "first")
    let refused = try await scope.run {
      await onThread { refusal { try scope.run {} } }
    }
    #expect(refused == .scopeAlreadyEntered)
  }

  // MARK: asyncio

  // test_tasks, test_context_2
  @Test func `a callback does not change its caller's context`() async throws {
    let variable = ContextVar("polluted", default: "clean")
    let seen = await variable.withValue("task") {
      let task = Task(context: .current) { _ = try? variable.set("child") }
      await task.value
      let callback: @Sendable () -> Void = { _ = try? variable.set("callback") }
      Context.current.run { callback() }
      return variable.get()
    }
    #expect(seen == "task")
    #expect(variable.get() == "clean")
  }

  // test_tasks, test_context_3
  @Test func `a hundred tasks keep their own values`() async throws {
    let variable = ContextVar("hundred", default: 0)
    let seen = await withTaskGroup(of: (Int, Int).self) { group in
      for number in 0..<100 {
        group.addTask(context: .current) {
          for _ in 0..<10 {
            _ = try? variable.set(variable.get() + number)
            await Task.yield()
          }
          return (number, variable.get())
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect(seen == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, $0 * 10) }))
    #expect(variable.get() == 0)
  }

  // test_tasks, test_context_4 to _6
  @Test func `tasks that share a scope in turn see what the one before set`() async throws {
    let variable = ContextVar("in-turn", of: Int.self)
    let scope = ContextScope(Context())
    var seen: [Int?] = []
    for value in 1...3 {
      let task = Task {
        try scope.run {
          defer { _ = try? variable.set(value) }
          return variable.isBound ? try variable.get() : nil
        }
      }
      seen.append(try await task.value)
    }
    #expect(seen == [nil, 1, 2])
  }

  // test_futures2, the exception handler's context
  @Test func `an error handler sees the failing task's values`() async {
    let variable = ContextVar("failing", default: "none")
    /// How a server runs a request, with a handler for errors.
    func serve(_ scope: ContextScope, _ request: @Sendable () async throws -> Void) async -> String {
      do {
        try await scope.run(request)
        return "fine"
      } catch {
        return scope.snapshot.run { "failed in \(variable.get())" }
      }
    }
    let seen = await serve(ContextScope(Context())) {
      try variable.set("request 7")
      throw Failure()
    }
    #expect(seen == "failed in request 7")
    #expect(variable.get() == "none")
  }

  // MARK: aiocontextvars

  // test_aio, parallel
  @Test func `sixteen parallel tasks keep their own values`() async {
    let variable = ContextVar("sixteen", of: Int.self)
    let kept = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<16 {
        group.addTask(context: Context()) {
          guard !variable.isBound, (try? variable.set(number)) != nil else { return false }
          for _ in 0..<20 {
            await Task.yield()
            if variable.get(default: -1) != number { return false }
          }
          return true
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(kept == 16)
    #expect(!variable.isBound)
  }

  // test_aio, inherit
  @Test func `a child sees the value at its start while the parent keeps its update`() async throws {
    let variable = ContextVar("updated", of: Int.self)
    try await Context().run {
      try variable.set(1)
      let child = Task(context: .current) {
        await Task.yield()
        return try variable.get()
      }
      try variable.set(2)
      #expect(try await child.value == 1)
      #expect(try variable.get() == 2)
    }
  }

  // test_var, delete: with `unset` instead, and `reset` to undo it.
  @Test func `unset restores the default and reset undoes the unset`() async throws {
    try Context().run {
      try Request.tenant.set("acme")
      let token = try Request.tenant.unset()
      #expect(token.oldValue == "acme")
      #expect(Request.tenant.get() == "public")
      #expect(Context.current.isEmpty)
      try Request.tenant.reset(token)
      #expect(Request.tenant.get() == "acme")
      let nothing = try Request.id.unset()
      #expect(nothing.oldValue == nil)
      try Request.id.reset(nothing)
    }
    #expect(refusal { try Request.tenant.unset() } == .noScope)
    let refused = await Request.id.withValue("r") {
      await Task { refusal { try Request.id.unset() } }.value
    }
    #expect(refused == .notOwner)
  }

  @Test func `withoutValue masks a binding for the duration of its closure`() async {
    await Request.tenant.withValue("acme") {
      Request.tenant.withoutValue {
        #expect(Request.tenant.get() == "public")
        #expect(!Request.tenant.isBound)
      }
      let child = await Request.tenant.withoutValue {
        await Task.yield()
        return await Task { Request.tenant.get() }.value
      }
      #expect(child == "public")
      #expect(Request.tenant.get() == "acme")
    }
  }
}
