// What the program and its measuring processes say to each other.

package import Harness

/// One measurement, as a process of its own is told to make it.
package enum Assignment: Codable, Equatable, Sendable {
  case times(entries: Int)
  case memory(Peer, entries: Int)
  case snapshots(Snapshots, count: Int)

  /// The hidden subcommand that the program answers with `run`.
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
      // Large maps take long for one call already.
      let effort = Effort(batches: entries > 100_000 ? 3 : 15, batchNanoseconds: 300_000)
      var figures: [String: Double] = [:]
      // The peers in turn, operation by operation, so that what is compared lies close together.
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

/// What a process found: figures by name, in nanoseconds a call or in bytes.
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
