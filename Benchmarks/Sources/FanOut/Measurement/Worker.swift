// The measurement itself, in a process that does nothing else: no strategy finds the allocator as another
// has left it, and the peak of memory is its own.

package import Harness

/// Plays one assignment in this process.
package enum Worker {
  /// Requests before the clock starts, so that code and allocator are warm: a twentieth, at most 250.
  static func warmUpRequests(of requests: Int) -> Int { min(250, requests / 20) }

  package static func run(_ assignment: Assignment) async throws(UsageError) -> Reading {
    let requests: [Request]
    if let trace = assignment.trace {
      requests = try AccessLog(path: trace).requests
    } else {
      requests = GeneratedTraffic.requests(count: assignment.requests, seed: assignment.seed)
    }
    let workload = Workload(shape: assignment.shape, requests: requests, seed: assignment.seed)
    let played = await play(assignment, workload)
    return Reading(
      tasks: assignment.tasks, elapsedNanoseconds: played.elapsed.nanoseconds, tally: played.tally,
      peakBytes: PeakMemory.ofThisProcess())
  }

  /// Each case is a call of its own, from which the compiler makes a version of the whole workload.
  private static func play(
    _ assignment: Assignment, _ workload: Workload
  ) async -> (elapsed: Duration, tally: Tally) {
    switch assignment.strategy {
    case .contextVars: await play(ContextVarsStrategy.self, assignment, workload)
    case .dictionaryCopy: await play(DictionaryCopyStrategy.self, assignment, workload)
    case .dictionaryCOW: await play(DictionaryCOWStrategy.self, assignment, workload)
    case .taskLocal: await play(TaskLocalStrategy.self, assignment, workload)
    case .serviceContext: await play(ServiceContextStrategy.self, assignment, workload)
    case .treeDictionary: await play(TreeDictionaryStrategy.self, assignment, workload)
    case .bare: await play(BareStrategy.self, assignment, workload)
    }
  }

  private static func play<S: Strategy>(
    _: S.Type, _ assignment: Assignment, _ workload: Workload
  ) async -> (elapsed: Duration, tally: Tally) {
    await Server(S.self, workload: workload).play(
      requests: assignment.requests, warmUp: warmUpRequests(of: assignment.requests))
  }
}

extension Duration {
  /// Exact up to 292 years.
  fileprivate var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
