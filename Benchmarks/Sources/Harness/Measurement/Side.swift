// One side of a comparison, and how its sides are measured: in turn, in many short batches, of which the best
// counts. A disturbance on a shared machine can only make a batch slower, and a long one reaches every side.

/// An operation that can be repeated and timed.
package struct Side: Sendable {
  package let name: String
  /// Does the operation `calls` times and returns the nanoseconds that it took, without the preparation.
  /// Throws if a result is wrong.
  package let run: @Sendable (_ calls: Int) async throws(RunFailure) -> Double

  package init(_ name: String, run: @escaping @Sendable (Int) async throws(RunFailure) -> Double) {
    self.name = name
    self.run = run
  }
}

/// How many batches to measure, and how long each takes.
package struct Effort: Codable, Equatable, Sendable {
  package let batches: Int
  package let batchNanoseconds: Double

  package init(batches: Int, batchNanoseconds: Double) {
    self.batches = batches
    self.batchNanoseconds = batchNanoseconds
  }

  /// Half a millisecond is short beside a scheduler's time slices and long beside reading the clock.
  package static let standard = Effort(batches: 50, batchNanoseconds: 500_000)
  /// Enough to see that everything works.
  package static let least = Effort(batches: 1, batchNanoseconds: 1)
}

extension [Side] {
  /// The time of each side's best batch, in nanoseconds per call.
  package func measure(_ effort: Effort) async throws(RunFailure) -> [String: Double] {
    var calls: [Int] = []
    for side in self { calls.append(try await side.calls(for: effort.batchNanoseconds)) }
    var best: [String: Double] = [:]
    for batch in 0..<effort.batches {
      // Each batch begins with a different side, so that none is always the first.
      for at in indices {
        let at = (at + batch) % count
        let each = try await self[at].run(calls[at]) / Double(calls[at])
        best[self[at].name] = Swift.min(best[self[at].name] ?? .infinity, each)
      }
    }
    return best
  }
}

extension Side {
  /// How many calls fill a batch, at most 2^24. Finding the number also warms the side up.
  package func calls(for nanoseconds: Double) async throws(RunFailure) -> Int {
    var calls = 1
    while true {
      let elapsed = try await run(calls)
      if elapsed >= nanoseconds || calls >= 1 << 24 { return calls }
      calls *= 2
    }
  }
}

/// Throws if `found` is not `right`, because wrong results make every figure worthless.
package func expect<T: Equatable>(_ found: T, _ right: T, _ what: String) throws(RunFailure) {
  guard found == right else {
    throw RunFailure(
      "\(what): \(found) instead of \(right); this is a defect of the measured code or of the measurement")
  }
}
