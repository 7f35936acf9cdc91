// The server that is played: it holds the base context and keeps a bounded number of requests in flight. Here
// is the clock.

/// Plays a workload with one strategy.
package struct Server<S: Strategy>: Sendable {
  let strategy: S
  let workload: Workload

  package init(_ strategy: S.Type, workload: Workload) {
    self.strategy = S(shape: workload.shape)
    self.workload = workload
  }

  /// Plays `requests` requests and tells how long they took and what their checks found.
  ///
  /// The server's own variables are bound, and `warmUp` further requests played, before the clock starts. The
  /// warm-up's findings count too.
  package func play(requests: Int, warmUp: Int = 0) async -> (elapsed: Duration, tally: Tally) {
    await strategy.serve(workload.serverValues) { server in
      var tally = await handle(0..<warmUp, server: server)
      let clock = ContinuousClock()
      let start = clock.now
      tally += await handle(warmUp..<warmUp + requests, server: server)
      return (clock.now - start, tally)
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
