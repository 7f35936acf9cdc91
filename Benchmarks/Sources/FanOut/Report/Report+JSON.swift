// The results for programs. The keys are a contract: other tools and the project's own documents read them.

package import Foundation
import Harness

extension Report {
  /// The version of the file format. It changes when keys are removed or change their meaning.
  package static let version = 3
}

extension Report: Encodable {
  enum CodingKeys: String, CodingKey {
    case version, machine, command, commit, seed, trace, rows, calls, interrupted
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.version, forKey: .version)
    try container.encode(machine, forKey: .machine)
    try container.encode(command, forKey: .command)
    try container.encodeIfPresent(commit, forKey: .commit)
    try container.encode(seed, forKey: .seed)
    try container.encodeIfPresent(trace, forKey: .trace)
    if isInterrupted { try container.encode(true, forKey: .interrupted) }
    try container.encode(rows, forKey: .rows)
    if !calls.isEmpty { try container.encode(calls, forKey: .calls) }
  }

  /// Pretty-printed with sorted keys, so that two runs differ only in their figures.
  package func json() throws -> Data {
    try report()
  }
}

extension ReportRow: Encodable {
  enum CodingKeys: String, CodingKey {
    case strategy, like, variables, writes, reads, depth, tasks, rounds, mismatches, precise, ratio
    case fanOut = "fan_out"
    case valueLength = "value_length"
    case cpu = "cpu_ns_per_task"
    case wall = "wall_ns_per_task"
    case cpuCost = "context_cpu_ns_per_task"
    case wallCost = "context_wall_ns_per_task"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(strategy, forKey: .strategy)
    // `encode` and not `encodeIfPresent`, as for `ratio`: every row has both keys, with null for no value.
    try container.encode(strategy.like, forKey: .like)
    try container.encode(shape.variables, forKey: .variables)
    try container.encode(shape.fanOut, forKey: .fanOut)
    try container.encode(shape.writes, forKey: .writes)
    try container.encode(shape.reads, forKey: .reads)
    try container.encode(shape.depth, forKey: .depth)
    try container.encode(shape.valueLength, forKey: .valueLength)
    try container.encode(tasks, forKey: .tasks)
    try container.encode(rounds, forKey: .rounds)
    try container.encode(tally.mismatches, forKey: .mismatches)
    try container.encode(isPrecise, forKey: .precise)
    try container.encode(cpu.rounded(to: 1), forKey: .cpu)
    try container.encode(wall.rounded(to: 1), forKey: .wall)
    try container.encode(cpuCost.rounded, forKey: .cpuCost)
    try container.encode(wallCost.rounded, forKey: .wallCost)
    try container.encode(ratio?.rounded(to: 3), forKey: .ratio)
  }
}

extension Estimate {
  fileprivate var rounded: Estimate {
    Estimate(median: median.rounded(to: 1), low: low.rounded(to: 1), high: high.rounded(to: 1))
  }
}
