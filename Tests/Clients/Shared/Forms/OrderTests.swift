// Tasks reach an actor in the order in which they were started: preparing a task must not make it run
// elsewhere first.
import ContextVars
import Testing

#if IMPORTS_IMPLICIT
  import ContextVarsImplicit
#elseif IMPORTS_OTHER_SIGNATURES
  import OtherSignatures
#endif

@Suite struct OrderTests {
  private actor Journal {
    private(set) var entries: [Int] = []

    func append(_ entry: Int) { entries.append(entry) }

    func startTasks() -> [Task<Void, Never>] {
      (0..<500).map { number in
        Task {
          assertIsolated()
          append(number)
        }
      }
    }

    func startThrowingTasks() -> [Task<Void, any Error>] {
      (0..<500).map { number in
        Task(name: "entry \(number)") {
          assertIsolated()
          try Task.checkCancellation()
          append(number)
        }
      }
    }
  }

  @MainActor private final class Order {
    private(set) var numbers: [Int] = []

    nonisolated init() {}

    func append(_ number: Int) {
      MainActor.assertIsolated()
      numbers.append(number)
    }
  }

  @Test func `tasks reach their actor in the order in which they were started`() async throws {
    for _ in 0..<10 {
      let (journal, throwing) = (Journal(), Journal())
      for task in await journal.startTasks() { await task.value }
      for task in await throwing.startThrowingTasks() { try await task.value }
      #expect(await journal.entries == Array(0..<500))
      #expect(await throwing.entries == Array(0..<500))
    }
  }

  @Test func `tasks reach another actor in the order in which they were started`() async throws {
    for _ in 0..<10 {
      let (order, throwing) = (Order(), Order())
      // The numbers are bound as well, to check that each task runs in the context of its start.
      let tasks = (0..<200).map { number in
        Request.id.withValue("\(number)") {
          Task { @MainActor in
            if Request.id.get() == "\(number)" { order.append(number) }
          }
        }
      }
      let throwingTasks = (0..<200).map { number in
        Task { @MainActor in
          try Task.checkCancellation()
          throwing.append(number)
        }
      }
      for task in tasks { await task.value }
      for task in throwingTasks { try await task.value }
      #expect(await order.numbers == Array(0..<200))
      #expect(await throwing.numbers == Array(0..<200))
    }
  }

  @Test func `children reach another actor in the order in which they were added`() async throws {
    for _ in 0..<10 {
      let (discarding, throwing) = (Order(), Order())
      await withDiscardingTaskGroup { group in
        for number in 0..<200 { group.addTask { @MainActor in discarding.append(number) } }
      }
      try await withThrowingDiscardingTaskGroup { group in
        for number in 0..<200 {
          group.addTask { @MainActor in
            try Task.checkCancellation()
            throwing.append(number)
          }
        }
      }
      #expect(await discarding.numbers == Array(0..<200))
      #expect(await throwing.numbers == Array(0..<200))
    }
  }
}
