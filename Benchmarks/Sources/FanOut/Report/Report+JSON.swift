// The results for programs. The keys are a contract: other tools and the project's own documents read them.

package import Foundation
import Harness

extension Report: Encodable {
  enum CodingKeys: String, CodingKey {
    case machine, command, seed, rounds, trace, rows
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(machine, forKey: .machine)
    try container.encode(command, forKey: .command)
    try container.encode(seed, forKey: .seed)
    try container.encode(rounds, forKey: .rounds)
    try container.encodeIfPresent(trace, forKey: .trace)
    try container.encode(rows, forKey: .rows)
  }

  /// Pretty-printed with sorted keys, so that two runs differ only in their figures.
  package func json() throws -> Data {
    try report()
  }
}

extension ReportRow: Encodable {
  enum CodingKeys: String, CodingKey {
    case strategy, variables, writes, reads, tasks, mismatches
    case fanOut = "fan_out"
    case nanosecondsPerTask = "ns_per_task"
    case nanosecondsPerTaskMinimum = "ns_per_task_min"
    case nanosecondsPerTaskMaximum = "ns_per_task_max"
    case contextNanosecondsPerTask = "context_ns_per_task"
    case contextNanosecondsPerTaskMinimum = "context_ns_per_task_min"
    case contextNanosecondsPerTaskMaximum = "context_ns_per_task_max"
    case ratioToContextVars = "ratio_to_contextvars"
    case peakBytes = "peak_bytes"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(strategy, forKey: .strategy)
    try container.encode(shape.variables, forKey: .variables)
    try container.encode(shape.fanOut, forKey: .fanOut)
    try container.encode(shape.writes, forKey: .writes)
    try container.encode(shape.reads, forKey: .reads)
    try container.encode(tasks, forKey: .tasks)
    try container.encode(tally.mismatches, forKey: .mismatches)
    try container.encode(nanosecondsPerTask.median.rounded(to: 1), forKey: .nanosecondsPerTask)
    try container.encode(nanosecondsPerTask.minimum.rounded(to: 1), forKey: .nanosecondsPerTaskMinimum)
    try container.encode(nanosecondsPerTask.maximum.rounded(to: 1), forKey: .nanosecondsPerTaskMaximum)
    let context = contextNanosecondsPerTask
    try container.encode(context.median.rounded(to: 1), forKey: .contextNanosecondsPerTask)
    try container.encode(context.minimum.rounded(to: 1), forKey: .contextNanosecondsPerTaskMinimum)
    try container.encode(context.maximum.rounded(to: 1), forKey: .contextNanosecondsPerTaskMaximum)
    // Not `encodeIfPresent`: a reader finds the key in every row, null where there is no ratio.
    try container.encode(ratioToContextVars?.rounded(to: 3), forKey: .ratioToContextVars)
    try container.encode(peakBytes, forKey: .peakBytes)
  }
}
