// The measurement itself, in a process that does nothing else, so that no measurement inherits the heap of
// another. Each round has its own process too, which evens out whatever is decided once per process, such as
// memory addresses.

package import Harness

/// One round of one probe, as passed to a measuring process.
package struct Assignment: Codable, Equatable, Sendable {
  package let probe: String
  package let effort: Effort

  package init(probe: String, effort: Effort) {
    self.probe = probe
    self.effort = effort
  }
}

package enum Worker {
  /// The name of the hidden subcommand that calls `run`.
  package static let subcommand = "worker"

  package static func run(_ commandLine: String) async throws(RunFailure) -> Round {
    guard let assignment = try? Assignment(jsonLine: commandLine), let probe = Probe.named(assignment.probe)
    else {
      throw RunFailure("'\(subcommand)' is how budget starts itself again; run 'budget' without it")
    }
    if probe.cores == .one { Processor.bindToOneCore() }
    return try await measure(probe, assignment.effort)
  }

  /// Measures in a detached task, on the threads where tasks run; from the main thread, every child would
  /// have to hop to them.
  package static func measure(_ probe: Probe, _ effort: Effort) async throws(RunFailure) -> Round {
    let result = await Task.detached { () async -> Result<Round, RunFailure> in
      do throws(RunFailure) {
        return .success(try await probe.sides().measure(effort))
      } catch {
        return .failure(error)
      }
    }.value
    return try result.get()
  }
}
