// Spellings inside actors and classes, where `self` is implicit and the task stays on the actor.
#if IMPORTS_IMPLICIT
  import ContextVarsImplicit
#elseif IMPORTS_OTHER_SIGNATURES
  import OtherSignatures
#endif

extension Form {
  static let isolated: [Form] = [
    Form("Task, in an actor") { child in await Clerk().task(child) },
    Form("Task, in an actor, throwing") { child in await Clerk().throwingTask(child) },
    Form("Task.immediate, in an actor") { child in await Clerk().immediateTask(child) },
    Form("TaskGroup.addImmediateTask, in an actor") { child, meanwhile in
      await Clerk().immediateChild(child, meanwhile)
    },
    Form("Task, with an isolated parameter") { child in
      func task(_ clerk: isolated Clerk) -> Task<Void, Never> {
        Task {
          clerk.assertIsolated()
          clerk.note()
          await child()
          clerk.note()
        }
      }
      return await task(Clerk())
    },
    Form("Task, on the main actor, in a class") { child in await Screen().task(child) },
    Form("Task, on the main actor, in a class, throwing") { child in await Screen().throwingTask(child) },
    Form("Task.immediate, on the main actor, in a class") { child in await Screen().immediateTask(child) },
    Form("ThrowingTaskGroup.addImmediateTask, on the main actor, in a class") { child, meanwhile in
      try await Screen().immediateChild(child, meanwhile)
    },
    Form("Task, of a function on the main actor") { child in
      @MainActor @Sendable func run() async {
        MainActor.assertIsolated()
        await child()
      }
      return Task(operation: run)
    },
    Form("TaskGroup.addTask, of a function on the main actor") { child, meanwhile in
      @MainActor @Sendable func run() async {
        MainActor.assertIsolated()
        await child()
      }
      await withTaskGroup(of: Void.self) { group in
        group.addTask(operation: run)
        await meanwhile()
      }
    },
    Form("Task, in a class of no actor") { child in Office(child: child).task() },
    Form("Task.immediate, in a class of no actor, throwing") { child in Office(child: child).immediateTask()
    },
  ]
}

private actor Clerk {
  private var notes = 0

  func note() { notes += 1 }

  func task(_ child: Form.Child) -> Task<Int, Never> {
    Task {
      assertIsolated()
      note()
      await child()
      notes += 1
      return notes
    }
  }

  func throwingTask(_ child: Form.Child) -> Task<Void, any Error> {
    Task {
      assertIsolated()
      note()
      try await child.throwing()
      note()
    }
  }

  func immediateTask(_ child: Form.Child) -> Task<Void, Never> {
    Task.immediate {
      assertIsolated()
      note()
      await child()
      note()
    }
  }

  func immediateChild(_ child: Form.Child, _ meanwhile: @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      group.addImmediateTask {
        assertIsolated()
        note()
        await child()
        note()
      }
      await meanwhile()
    }
  }
}

@MainActor private final class Screen {
  /// Not sendable, and cannot be copied from one actor to another.
  final class Line { var length = 0 }

  private let line = Line()

  nonisolated init() {}

  func draw() { line.length += 1 }

  func task(_ child: Form.Child) -> Task<Void, Never> {
    Task {
      MainActor.assertIsolated()
      draw()
      await child()
      line.length += 1
    }
  }

  func throwingTask(_ child: Form.Child) -> Task<Int, any Error> {
    Task {
      MainActor.assertIsolated()
      draw()
      try await child.throwing()
      return line.length
    }
  }

  func immediateTask(_ child: Form.Child) -> Task<Void, Never> {
    Task.immediate {
      MainActor.assertIsolated()
      draw()
      await child()
      draw()
    }
  }

  func immediateChild(_ child: Form.Child, _ meanwhile: @Sendable () async -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addImmediateTask {
        MainActor.assertIsolated()
        draw()
        try await child.throwing()
        draw()
      }
      await meanwhile()
      try await group.waitForAll()
    }
  }
}

private final class Office: Sendable {
  private let child: Form.Child

  init(child: Form.Child) {
    self.child = child
  }

  func open() async { await child() }

  func task() -> Task<Void, Never> {
    Task { await open() }
  }

  func immediateTask() -> Task<Void, any Error> {
    Task.immediate { try await child.throwing() }
  }
}
