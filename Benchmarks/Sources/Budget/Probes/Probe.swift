// A measurement made in a process of its own: of one operation, or of several that are compared.

import Harness

/// A measurement. Rows of the table are computed from the times of its sides, of which there is at least one.
package struct Probe: Sendable {
  package enum Cores: Sendable { case one, all }

  /// Unique. `--only` selects rows by it too.
  package let name: String
  package let cores: Cores
  /// Makes the maps and contexts, so only the measuring process calls it.
  let sides: @Sendable () async throws(RunFailure) -> [Side]

  init(
    _ name: String, cores: Cores = .one, sides: @escaping @Sendable () async throws(RunFailure) -> [Side]
  ) {
    self.name = name
    self.cores = cores
    self.sides = sides
  }

  /// Whether this machine has enough processors for the probe.
  package var fitsHere: Bool { cores == .one || Processor.count > 1 }

  package static let all: [Probe] =
    get + scopes + plainSpawns + ownedSpawns + logging + engine + [linking, machine]

  package static func named(_ name: String) -> Probe? { all.first { $0.name == name } }
}
