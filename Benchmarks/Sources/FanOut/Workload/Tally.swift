// The findings of the checks. A strategy that is fast but wrong must not pass, so every task counts the
// errors that it saw and returns the counts.

/// Counts of wrong values that the tasks saw; all zero means that the context was right.
package struct Tally: Codable, Equatable, Sendable {
  /// A variable of the request or the server had another value, or none.
  package var wrongValues = 0
  /// A child did not read back what it had bound itself.
  package var lostWrites = 0
  /// A value that a child bound was visible in its request.
  package var leakedWrites = 0

  package init() {}

  package var mismatches: Int { wrongValues + lostWrites + leakedWrites }

  static func += (sum: inout Tally, other: Tally) {
    sum.wrongValues += other.wrongValues
    sum.lostWrites += other.lostWrites
    sum.leakedWrites += other.leakedWrites
  }
}

extension Tally: CustomStringConvertible {
  package var description: String {
    "\(wrongValues) wrong values, \(lostWrites) lost writes, \(leakedWrites) leaked writes"
  }
}
