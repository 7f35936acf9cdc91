// Leaks that the check finds, and work that leaves nothing behind. The tests run in processes of their own,
// because a check starts the census.
import ContextVars
import ContextVarsTestSupport
import Foundation
import Synchronization
import TestSupport
import Testing

private let id = ContextVar("request-id", of: String.self)

@Suite struct LeakTests {
  @Test func `what ends with the work is no leak`() async {
    await #expect(processExitsWith: .success) {
      let result = await expectNoLeaks {
        await id.withValue("r") {
          async let child = id.get(default: "-")
          let tasks = (0..<50).map { _ in Task(context: .current) { _ = try? id.set("mine") } }
          for task in tasks { await task.value }
          Task { try? await Task.sleep(for: .milliseconds(50)) }
          return await child
        }
      }
      require(result == "r", result)
    }
  }

  @Test func `a context that is kept is found and its variables are named`() async {
    await #expect(processExitsWith: .success) {
      let cache = Mutex<[Context]>([])
      let (_, leaks) = await looking(for: .milliseconds(20)) {
        id.withValue("r") { cache.withLock { $0.append(.current) } }
      }
      require(leaks.count == 1 && leaks[0].contains("request-id  String  \"r\""), "\(leaks)")
    }
  }

  @Test func `a leak of work that throws is found and the error comes through`() async {
    await #expect(processExitsWith: .success) {
      struct Boom: Error {}
      let cache = Mutex<[Context]>([])
      let (outcome, leaks) = await looking(for: .milliseconds(20)) { () async throws(Boom) in
        id.withValue("r") { cache.withLock { $0.append(.current) } }
        throw Boom()
      }
      if case .success = outcome { fatalError("no error") }
      require(leaks.count == 1, "\(leaks)")
      do throws(Boom) {
        try await expectNoLeaks { () async throws(Boom) in throw Boom() }
        fatalError("no error")
      } catch {}
    }
  }

  @Test func `a task that never ends is found`() async {
    await #expect(processExitsWith: .success) {
      let (_, leaks) = await looking(for: .milliseconds(20)) {
        _ = Task.detached(context: Context.current.binding(id, to: "stuck")) {
          try? await Task.sleep(for: .seconds(1_000))
        }
      }
      require(leaks.contains { $0.hasPrefix("scope") && $0.contains("\"stuck\"") }, "\(leaks)")
    }
  }

  @Test func `what other tests hold at the same time is no leak`() async {
    await #expect(processExitsWith: .success) {
      let other = Context(id.bound(to: "other's"))
      await expectNoLeaks { id.withValue("r") {} }
      withExtendedLifetime(other) {}
    }
  }
}
