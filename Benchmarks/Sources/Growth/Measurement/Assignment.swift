// The messages between the program and its measuring processes.

package import Harness

/// One measurement, as passed to a process of its own.
package enum Assignment: Codable, Equatable, Sendable {
  case times(entries: Int)
  case memory(Peer, entries: Int)
  case snapshots(Snapshots, count: Int)

  /// The name of the hidden subcommand that calls `run`.
  package static let subcommand = "worker"

  package var purpose: String {
    switch self {
    case .times(let entries): "times, \(entries) entries"
    case .memory(let peer, let entries): "memory, \(peer.rawValue), \(entries) entries"
    case .snapshots(let kind, let count): "\(count) snapshots, \(kind.rawValue)"
    }
  }

  package func run() async throws(RunFailure) -> Reading {
    switch self {
    case .times(let entries):
      Processor.bindToOneCore()
      // With large maps, even one call takes long.
      let effort = Effort(batches: entries > 100_000 ? 3 : 15, batchNanoseconds: 300_000)
      var figures: [String: Double] = [:]
      // Operation by operation, the peers in turn, so that compared measurements lie close together in time.
      let sides = Peer.allCases.map { $0.sides(entries) }
      for at in MapOperation.allCases.indices {
        figures.merge(try await sides.map { $0[at] }.measure(effort)) { $1 }
      }
      return Reading(figures: figures, peakBytes: PeakMemory.ofThisProcess())
    case .memory(let peer, let entries):
      let (entry, version) = peer.memory(entries)
      return Reading(
        figures: [Reading.entry: entry, Reading.version: version], peakBytes: PeakMemory.ofThisProcess())
    case .snapshots(let kind, let count):
      let bytes = try kind.bytes(count)
      return Reading(figures: [Reading.version: bytes], peakBytes: PeakMemory.ofThisProcess())
    }
  }
}

/// The results of one process: figures by name, in nanoseconds per call or in bytes.
package struct Reading: Codable, Equatable, Sendable {
  package static let entry = "entry"
  package static let version = "version"

  package let figures: [String: Double]
  package let peakBytes: Int

  package init(figures: [String: Double], peakBytes: Int) {
    self.figures = figures
    self.peakBytes = peakBytes
  }

  package static func name(_ peer: Peer, _ operation: MapOperation) -> String {
    "\(operation.rawValue) \(peer.rawValue)"
  }
}
