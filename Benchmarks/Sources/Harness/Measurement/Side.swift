// One side of a comparison, and how the sides of one are measured: in turn, in many short batches, of which
// the best counts. What disturbs a shared machine only ever makes a batch slower, and it strikes all sides
// alike.

/// An operation that can be repeated and timed.
package struct Side: Sendable {
  package let name: String
  /// Does the operation so many times and returns how many nanoseconds that took, without what leads up to
  /// it. Throws if a result is not what it must be.
  package let run: @Sendable (_ calls: Int) async throws(RunFailure) -> Double

  package init(_ name: String, run: @escaping @Sendable (Int) async throws(RunFailure) -> Double) {
    self.name = name
    self.run = run
  }
}

/// How long and how often.
package struct Effort: Codable, Equatable, Sendable {
  package let batches: Int
  package let batchNanoseconds: Double

  package init(batches: Int, batchNanoseconds: Double) {
    self.batches = batches
    self.batchNanoseconds = batchNanoseconds
  }

  /// Half a millisecond is short against the time slices of a scheduler and long against a clock's reading.
  package static let standard = Effort(batches: 50, batchNanoseconds: 500_000)
  /// Enough to see that everything works.
  package static let least = Effort(batches: 1, batchNanoseconds: 1)
}

extension [Side] {
  /// The best batch of each side, in nanoseconds a call.
  package func measure(_ effort: Effort) async throws(RunFailure) -> [String: Double] {
    var calls: [Int] = []
    for side in self { calls.append(try await side.calls(for: effort.batchNanoseconds)) }
    var best: [String: Double] = [:]
    for batch in 0..<effort.batches {
      // Each batch begins with another side, so that none always follows the same neighbour.
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
  /// How many calls fill a batch. Finding that out warms the side up.
  package func calls(for nanoseconds: Double) async throws(RunFailure) -> Int {
    var calls = 1
    while true {
      let elapsed = try await run(calls)
      if elapsed >= nanoseconds || calls >= 1 << 24 { return calls }
      calls *= 2
    }
  }
}

/// Results that are not what they must be make every figure worthless.
package func expect<T: Equatable>(_ found: T, _ right: T, _ what: String) throws(RunFailure) {
  guard found == right else {
    throw RunFailure(
      "\(what): \(found) instead of \(right); this is a defect of what is measured or of the measurement")
  }
}
