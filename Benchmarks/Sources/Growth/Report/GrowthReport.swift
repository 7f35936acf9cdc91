// The results of a run, from which the table, the JSON and the charts are made.

package import Harness

package struct GrowthReport: Sendable {
  package struct Time: Encodable, Equatable, Sendable {
    package let operation: MapOperation
    package let peer: Peer
    package let entries: Int
    /// The median of the rounds, each of which is the best of several batches. The best and the worst round
    /// follow.
    package let ns: Double
    package let lowest: Double
    package let highest: Double
  }

  package struct Memory: Encodable, Equatable, Sendable {
    package let peer: Peer
    package let entries: Int
    package let bytesPerEntry: Double
    package let bytesPerVersion: Double

    enum CodingKeys: String, CodingKey {
      case peer, entries
      case bytesPerEntry = "bytes_per_entry"
      case bytesPerVersion = "bytes_per_version"
    }
  }

  package struct Snapshot: Encodable, Equatable, Sendable {
    package let kind: Snapshots
    package let variables: Int
    package let snapshots: Int
    package let bytesPerSnapshot: Double
    package let peakBytes: Int

    enum CodingKeys: String, CodingKey {
      case kind, variables, snapshots
      case bytesPerSnapshot = "bytes_per_snapshot"
      case peakBytes = "peak_bytes"
    }
  }

  package let machine: Machine
  package let command: String
  package let times: [Time]
  package let memory: [Memory]
  package let snapshots: [Snapshot]

  package init(machine: Machine, command: String, readings: [(Assignment, Reading)]) {
    self.machine = machine
    self.command = command
    var rounds: [Int: [Reading]] = [:]
    var (memory, snapshots): ([Memory], [Snapshot]) = ([], [])
    for (assignment, reading) in readings {
      switch assignment {
      case .times(let entries): rounds[entries, default: []].append(reading)
      case .memory(let peer, let entries):
        memory.append(
          Memory(
            peer: peer, entries: entries,
            bytesPerEntry: (reading.figures[Reading.entry] ?? .nan).rounded(to: 1),
            bytesPerVersion: (reading.figures[Reading.version] ?? .nan).rounded(to: 1)))
      case .snapshots(let kind, let count):
        snapshots.append(
          Snapshot(
            kind: kind, variables: Snapshots.variables, snapshots: count,
            bytesPerSnapshot: (reading.figures[Reading.version] ?? .nan).rounded(to: 1),
            peakBytes: reading.peakBytes))
      }
    }
    (self.memory, self.snapshots) = (memory, snapshots)
    times = MapOperation.allCases.flatMap { operation in
      Peer.allCases.flatMap { peer in
        rounds.sorted { $0.key < $1.key }.map { entries, readings in
          let name = Reading.name(peer, operation)
          let figures = Summary(readings.map { $0.figures[name] ?? .nan })
          return Time(
            operation: operation, peer: peer, entries: entries, ns: figures.median.rounded(to: 1),
            lowest: figures.minimum.rounded(to: 1), highest: figures.maximum.rounded(to: 1))
        }
      }
    }
  }
}

extension GrowthReport: Encodable {
  enum CodingKeys: String, CodingKey { case machine, command, times, memory, snapshots }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(machine, forKey: .machine)
    try container.encode(command, forKey: .command)
    try container.encode(times, forKey: .times)
    try container.encode(memory, forKey: .memory)
    try container.encode(snapshots, forKey: .snapshots)
  }
}
