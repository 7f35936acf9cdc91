// A measurement that a process of its own makes: some sides, compared with each other.

import Harness

/// A comparison. Rows of the table are computed from what its sides took.
package struct Probe: Sendable {
  package enum Cores: Sendable { case one, all }

  /// Unique; the start tells the family.
  package let name: String
  package let cores: Cores
  /// Makes the maps and contexts, so only the process that measures calls it.
  let sides: @Sendable () async throws(RunFailure) -> [Side]

  init(
    _ name: String, cores: Cores = .one, sides: @escaping @Sendable () async throws(RunFailure) -> [Side]
  ) {
    self.name = name
    self.cores = cores
    self.sides = sides
  }

  /// Whether there are as many processors as it takes.
  package var fitsHere: Bool { cores == .one || Processor.count > 1 }

  package static let all: [Probe] =
    get + scopes + plainSpawns + ownedSpawns + logging + engine + [linking, machine]

  package static func named(_ name: String) -> Probe? { all.first { $0.name == name } }
}
