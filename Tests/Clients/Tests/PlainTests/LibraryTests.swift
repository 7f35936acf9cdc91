// A library that imports ContextVarsImplicit affects only its own tasks.
import ContextVars
import PinningLibrary
import Testing

@Suite struct LibraryTests {
  @Test func `a library's tasks see the context that the library's imports ask for`() async throws {
    let form = Form("startedByLibrary") { child in startedByLibrary { await child() } }
    #expect(try await form.found() == (Imports.isInForce ? .pinned : .plain))
  }

  @Test(arguments: [
    Form("Task") { child in Task { await child() } },
    Form("Task.immediate") { child in Task.immediate { await child() } },
    Form("TaskGroup.addTask") { child, meanwhile in
      await withTaskGroup { group in
        group.addTask { await child() }
        await meanwhile()
      }
    },
  ])
  func `the tasks of a module that imports the library stay plain`(_ form: Form) async throws {
    #expect(try await form.found() == .plain)
  }
}
