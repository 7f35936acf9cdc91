// Tests the growth benchmark: that the maps agree, and the output of a run.

import Foundation
import Harness
import Maps
import ProgramSupport
import Subprocess
import Testing

@testable import Growth

@Suite("The maps that are compared")
struct MapTests {
  /// Each side checks the result of its operation.
  @Test(arguments: Peer.allCases, [1, 2, 64, 1000])
  func `all return the right results`(peer: Peer, count: Int) async throws {
    let figures = try await peer.sides(count).measure(.least)
    #expect(Set(figures.keys) == Set(MapOperation.allCases.map { Reading.name(peer, $0) }))
  }

  @Test(arguments: Peer.allCases)
  func `take memory, and the persistent ones less for a version than for a copy`(peer: Peer) {
    // Repeated, because memory that other tests allocate and free in the meantime is counted too.
    let measured = (0..<5).map { _ in peer.memory(1000) }
    let (entry, version) = (measured.map(\.0).sorted()[2], measured.map(\.1).sorted()[2])
    #expect(entry > 8)
    #expect(version > 8)
    if peer == .engine || peer == .tree { #expect(version < entry * 1000 / 4) }
  }

  @Test(arguments: Snapshots.allCases)
  func `keep every snapshot's value apart`(kind: Snapshots) throws {
    #expect(try (0..<5).map { _ in try kind.bytes(200) }.sorted()[2] > 16)
  }

  @Test
  func `are given the same keys, all different, none with the highest bit`() {
    let keys = Keys.bound(1000) + Keys.fresh(1000)
    #expect(Set(keys).count == 2000)
    #expect(keys.allSatisfy { $0 >> 63 == 0 })
    #expect(Set(Keys.probes(16)) == Set(Keys.bound(16)))
  }
}

@Suite("The growth report")
struct GrowthReportTests {
  private let report: GrowthReport = {
    func times(_ nanoseconds: Double) -> Reading {
      var figures: [String: Double] = [:]
      for peer in Peer.allCases {
        for operation in MapOperation.allCases { figures[Reading.name(peer, operation)] = nanoseconds }
      }
      return Reading(figures: figures, peakBytes: 0)
    }
    return GrowthReport(
      machine: Machine(
        cpu: "Test_CPU", cores: 2, memoryBytes: 8 << 30, os: "Test OS", arch: "x86_64", swift: "6.3"),
      command: "growth",
      readings: [
        (.times(entries: 1), times(10)), (.times(entries: 1), times(30)), (.times(entries: 1), times(20)),
        (.times(entries: 1000), times(500)),
        (.memory(.engine, entries: 1000), Reading(figures: ["entry": 30, "version": 200], peakBytes: 0)),
        (.snapshots(.contextVars, count: 1000), Reading(figures: ["version": 150], peakBytes: 3 << 20)),
      ])
  }()

  @Test
  func `has the median of the rounds for each operation, map and size`() {
    #expect(report.times.count == MapOperation.allCases.count * Peer.allCases.count * 2)
    let first = report.times[0]
    #expect((first.entries, first.ns, first.lowest, first.highest) == (1, 20, 10, 30))
  }

  @Test
  func `in JSON has times, memory and snapshots`() throws {
    let json = try #require(JSONSerialization.jsonObject(with: report.report()) as? [String: Any])
    #expect(Set(json.keys) == ["machine", "command", "times", "memory", "snapshots"])
    let memory = try #require(json["memory"] as? [[String: Any]])
    #expect(memory[0]["bytes_per_entry"] as? Double == 30)
    let snapshots = try #require(json["snapshots"] as? [[String: Any]])
    #expect(snapshots[0]["bytes_per_snapshot"] as? Double == 150)
    #expect(snapshots[0]["peak_bytes"] as? Int == 3 << 20)
  }

  @Test
  func `as a table has a row for each operation and map`() {
    let table = report.table()
    for operation in MapOperation.allCases {
      #expect(table.split(separator: "\n").filter { $0.hasPrefix(operation.rawValue) }.count == 4)
    }
    #expect(table.contains("bytes each"))
  }

  @Test(arguments: MapOperation.allCases)
  func `as charts has a line for each map`(operation: MapOperation) {
    let script = GrowthPlot(report, operation).text
    for peer in Peer.allCases { #expect(script.contains("title '\(peer.rawValue)'")) }
    #expect(script.contains("$data0 << EOD\n1 20\n1000 500\nEOD\n"))
  }
}

@Suite("The growth program")
struct GrowthProgramTests {
  @Test(arguments: [
    ["--entries", "0"], ["--entries", "1,1"], ["--rounds", "x"], ["--snapshots", "0"], ["worker", "{}"],
  ])
  func `answers a wrong command line with one line and status 64`(arguments: [String]) async throws {
    let outcome = try await Program("growth").run(arguments)
    #expect(outcome.status == .exited(64))
    #expect(outcome.errors.hasPrefix("growth: "))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
  }

  @Test
  func `measures, and writes its figures`() async throws {
    try await withTemporaryFolder { folder in
      let json = folder.appendingPathComponent("growth.json")
      let outcome = try await Program("growth").run(
        ["--entries", "1,16", "--rounds", "1", "--snapshots", "100", "--json", json.path])
      #expect(outcome.status == .exited(0))
      #expect(outcome.errors == "")
      #expect(FileManager.default.fileExists(atPath: json.path))
    }
  }
}
