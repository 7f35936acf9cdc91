// The limit on the number of keys in a scope.
import ContextVars
import TaskContext
import Testing

/// The limit applies to the whole process, so its tests run in processes of their own.
@Suite struct KeyLimitTests {
  @Test func `the key limit applies to new keys of a scope`() async throws {
    let result = await #expect(processExitsWith: .success) {
      TaskContext.keyLimit = 2
      Context().run {
        do throws(ContextError) {
          try TaskContext.set("a", 1)
          try TaskContext.set("b", 2)
          try TaskContext.set("a", 3)
          do throws(ContextError) {
            try TaskContext.set("c", 4)
            fatalError("a third key was taken")
          } catch {
            precondition(error.code == .tooManyKeys && error.variable == "c")
          }
          try TaskContext.remove("b")
          try TaskContext.set("c", 4)
        } catch {
          fatalError("\(error)")
        }
      }
    }
    #expect(result != nil)
  }

  @Test func `tasks that share a scope share its key limit`() async throws {
    let result = await #expect(processExitsWith: .success) {
      TaskContext.keyLimit = 100
      let (refused, count) = await Task(inheriting: .share) {
        await withTaskGroup(of: Int.self) { group in
          for task in 0..<4 {
            group.addTask(inheriting: .share) {
              (0..<50).count { key in
                do throws(ContextError) {
                  try TaskContext.set([task, key], 0)
                  return false
                } catch {
                  precondition(error.code == .tooManyKeys)
                  return true
                }
              }
            }
          }
          return (await group.reduce(0, +), Context.current.count)
        }
      }.value
      precondition(refused == 100 && count == 100, "\(refused) were refused, and \(count) are there")
    }
    #expect(result != nil)
  }

  @Test func `a layer counts only its own keys`() async throws {
    let result = await #expect(processExitsWith: .success) {
      TaskContext.keyLimit = 1
      let isRefused = await Task(inheriting: .share) {
        try? TaskContext.set("parent", 1)
        return await Task(inheriting: .layer) {
          try? TaskContext.set("child", 1)
          let isSet = Context.current.count == 2
          do throws(ContextError) {
            try TaskContext.set("another", 1)
            return false
          } catch {
            return isSet && error.code == .tooManyKeys
              && "\(error)"
                == "TaskContext key \"another\": the scope already holds as many keys as "
                + "TaskContext.keyLimit allows; remove keys, or raise the limit"
          }
        }.value
      }.value
      precondition(isRefused)
    }
    #expect(result != nil)
  }

  @Test func `changes that would exceed the key limit are not adopted`() async throws {
    let result = await #expect(processExitsWith: .success) {
      let number = ContextVar("number", default: 0)
      let base = Context()
      let more = try base.run { () throws in
        try number.set(1)
        for key in 0..<3 { try TaskContext.set(key, key) }
        return Context.current
      }
      TaskContext.keyLimit = 3
      try Context().run {
        try TaskContext.set("mine", 0)
        do throws(ContextError) {
          try Context.adopt(changesFrom: more, since: base)
          preconditionFailure("four keys were taken")
        } catch {
          precondition(error.code == .tooManyKeys)
        }
        precondition(
          Context.current.count == 1 && number.get() == 0, "the refused adopt has changed the context")
        try TaskContext.remove("mine")
        try Context.adopt(changesFrom: more, since: base)
        precondition(Context.current == more)
      }
    }
    #expect(result != nil)
  }
}
