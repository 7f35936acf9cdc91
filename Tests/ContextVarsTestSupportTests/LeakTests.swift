/// Leaks that are found, and work that leaves nothing. In processes of their own, since a check begins the account.
import ContextVars
import ContextVarsTestSupport
import Foundation
import Synchronization
import Testing

private let id = ContextVar("request-id", of: String.self)

/// Out of the test, whose body is a macro's and has no line of its own.
private func keepsAContext() async {
  let cache = Mutex<[Context]>([])
  await expectNoLeaks(within: .milliseconds(20)) {
    id.withValue("r") { cache.withLock { $0.append(.current) } }
  }
}

@Suite struct LeakTests {
  @Test func whatEndsWithItsWorkIsNone() async {
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
      guard result == "r" else { exit(1) }
    }
  }

  @Test func aContextThatIsKeptIsFoundByName() async {
    await #expect(processExitsWith: .success) {
      await withKnownIssue {
        await keepsAContext()
      } matching: {
        // Where it was bound is told where the stack can be read that far, which sanitizers change.
        "\($0)".contains("request-id  String  \"r\"")
      }
    }
  }

  @Test func whatIsHeldWhenTheWorkThrowsIsFoundAndTheErrorComesOut() async {
    await #expect(processExitsWith: .success) {
      struct Boom: Error {}
      let cache = Mutex<[Context]>([])
      await withKnownIssue {
        do throws(Boom) {
          try await expectNoLeaks(within: .milliseconds(20)) { () async throws(Boom) in
            id.withValue("r") { cache.withLock { $0.append(.current) } }
            throw Boom()
          }
          exit(1)
        } catch {}
      } matching: {
        "\($0)".contains("request-id")
      }
    }
  }

  @Test func aTaskThatNeverEndsIsFound() async {
    await #expect(processExitsWith: .success) {
      await withKnownIssue {
        await expectNoLeaks(within: .milliseconds(20)) {
          _ = Task.detached(context: Context.current.binding(id, to: "stuck")) {
            try? await Task.sleep(for: .seconds(1_000))
          }
        }
      } matching: {
        "\($0)".contains("request-id") && "\($0)".contains("scope")
      }
    }
  }

  @Test func whatOtherTestsHoldAtTheSameTimeIsNone() async {
    await #expect(processExitsWith: .success) {
      let other = Context(id.bound(to: "other's"))
      await expectNoLeaks { id.withValue("r") {} }
      withExtendedLifetime(other) {}
    }
  }
}
