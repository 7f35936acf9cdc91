// The results as a table, for people.

import Harness
import TextTable

extension GrowthReport {
  package func table() -> String {
    """
    machine    \(machine.cpu), \(machine.cores) cores, \(machine.os), \(machine.arch), Swift \(machine.swift)
    command    \(command)

    \(timesTable())
    ns per call, median of the rounds; values are reference-counted objects, in the flat array plain words.

    \(memoryTable())
    bytes, including the allocator's overhead; values are plain words. A version differs in one value.

    \(snapshotsTable())
    bytes, including each snapshot's value; peak: the largest resident size of the process.
    """
  }

  private struct Line {
    var cells: [(title: String, value: String)]
    var labels: Int
  }

  private static func text(_ lines: [Line]) -> String {
    let table = TextTable<Line> { line in
      line.cells.enumerated().map { at, cell in
        Column(title: cell.title, value: cell.value, align: at < line.labels ? .left : .right)
      }
    }
    return table.string(for: lines) ?? ""
  }

  private func timesTable() -> String {
    let entries = Set(times.map(\.entries)).sorted()
    return Self.text(
      MapOperation.allCases.flatMap { operation in
        Peer.allCases.map { peer in
          let row = times.filter { $0.operation == operation && $0.peer == peer }
          return Line(
            cells: [("operation", operation.rawValue), ("map", peer.rawValue)]
              + entries.map { count in
                let time = row.first { $0.entries == count }?.ns ?? .nan
                return (count.grouped, time.fixed(time < 100 ? 1 : 0))
              }, labels: 2)
        }
      })
  }

  private func memoryTable() -> String {
    let entries = Set(memory.map(\.entries)).sorted()
    let kinds: [(String, KeyPath<Memory, Double>)] = [
      ("an entry", \.bytesPerEntry), ("a version", \.bytesPerVersion),
    ]
    return Self.text(
      kinds.flatMap { name, bytes in
        Peer.allCases.map { peer in
          let row = memory.filter { $0.peer == peer }
          return Line(
            cells: [("bytes of", name), ("map", peer.rawValue)]
              + entries.map { count in
                let bytes = row.first { $0.entries == count }?[keyPath: bytes] ?? .nan
                return (count.grouped, bytes.fixed(bytes < 100 ? 1 : 0))
              }, labels: 2)
        }
      })
  }

  private func snapshotsTable() -> String {
    Self.text(
      snapshots.map { row in
        Line(
          cells: [
            ("snapshots of \(row.variables) variables", row.kind.rawValue), ("alive", row.snapshots.grouped),
            ("bytes each", row.bytesPerSnapshot.fixed(1)),
            ("peak MiB", (Double(row.peakBytes) / Double(1 << 20)).fixed(1)),
          ], labels: 1)
      })
  }
}
