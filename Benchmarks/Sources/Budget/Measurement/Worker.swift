// The measurement itself, in a process that does nothing else: none finds memory as another has left it, and
// a round of its own evens out what is decided once in a process, such as where memory lies.

package import Harness

/// One round of one probe, as a measuring process is told to do it.
package struct Assignment: Codable, Equatable, Sendable {
  package let probe: String
  package let effort: Effort

  package init(probe: String, effort: Effort) {
    self.probe = probe
    self.effort = effort
  }
}

package enum Worker {
  /// The hidden subcommand that the program answers with this.
  package static let subcommand = "worker"

  package static func run(_ commandLine: String) async throws(RunFailure) -> Round {
    guard let assignment = try? Assignment(jsonLine: commandLine), let probe = Probe.named(assignment.probe)
    else {
      throw RunFailure("'\(subcommand)' is how budget starts itself again; run 'budget' without it")
    }
    if probe.cores == .one { Processor.bindToOneCore() }
    return try await measure(probe, assignment.effort)
  }

  /// In a task of its own, on the threads where tasks run; the main thread would hand each child over to
  /// them.
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
