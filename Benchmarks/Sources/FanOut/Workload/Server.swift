// The server that is played: it holds the base context, keeps a bounded number of requests in flight, and
// reads the clocks.

import CMachine
import Harness

/// Plays a workload with one strategy.
package struct Server<S: Strategy>: Sendable {
  let strategy: S
  let workload: Workload

  package init(_ strategy: S.Type, workload: Workload) {
    self.strategy = S(shape: workload.shape)
    self.workload = workload
  }

  /// Plays the requests with these numbers, and returns the time per child task and the findings of the
  /// checks.
  ///
  /// Before the clocks start, it binds the server's own variables and plays the first `warmUp` requests. The
  /// findings of the warm-up count too.
  package func play(_ requests: Range<Int>, warmUp: Int = 0) async -> (slice: Slice, tally: Tally) {
    await strategy.serve(workload.serverValues) { server in
      var tally = await handle(requests.prefix(warmUp), server: server)
      let (cpu, wall) = (machine_cpu_nanoseconds(), Clock.now())
      tally += await handle(requests, server: server)
      let slice = Slice(
        cpu: Double(machine_cpu_nanoseconds() - cpu), wall: (Clock.now() - wall) / .nanoseconds(1),
        tasks: requests.count * workload.shape.tasksOfRequest)
      return (slice, tally)
    }
  }

  private func handle(_ numbers: Range<Int>, server: S.Reader) async -> Tally {
    await withTaskGroup(of: Tally.self) { group in
      func start(_ number: Int) {
        let request = RequestHandler(strategy: strategy, workload: workload, number: number)
        strategy.addRequest(request, server: server, to: &group)
      }
      var waiting = numbers
      for number in waiting.prefix(Workload.requestsInFlight) { start(number) }
      waiting = waiting.dropFirst(Workload.requestsInFlight)
      var tally = Tally()
      while let finished = await group.next() {
        tally += finished
        if let number = waiting.popFirst() { start(number) }
      }
      return tally
    }
  }
}
