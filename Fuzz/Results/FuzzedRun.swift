// An invented run: anything that the measuring processes, the machine and the command line may report.

import Harness

struct FuzzedRun: Decodable {
  let machine: Machine
  let command: String
  let commit: String?
  let seed: UInt64
  let trace: Report.Trace?
  let stages: [Stage]
  let calls: [CallReading]?

  struct Stage: Decodable {
    let chapter: String?
    let shape: Shape
    let reading: StageReading
  }

  /// The report of this run, with `text` applied to every text in it and `name` to every call's name; nil if
  /// no run can end like this.
  ///
  /// The program makes the readings itself, so each strategy occurs once, with times that a clock can show.
  func report(text: (String) -> String, name: (String) -> String) -> Report? {
    let machine = Machine(
      cpu: text(machine.cpu), cores: machine.cores, memoryBytes: machine.memoryBytes, os: text(machine.os),
      arch: text(machine.arch), swift: text(machine.swift))
    let trace = trace.map {
      Report.Trace(file: text($0.file), requests: $0.requests, malformedLines: $0.malformedLines)
    }
    var report = Report(
      machine: machine, command: text(command), commit: commit.map(text), seed: seed, trace: trace)
    for stage in stages {
      guard isPossible(stage.reading), report.rows(at: stage.shape).isEmpty else { return nil }
      report.rows += ReportRow.rows(of: stage.reading, shape: stage.shape)
      report.add(Section(stage.chapter.flatMap(Chapter.init) ?? .variables, [stage.shape]))
    }
    report.calls = (calls ?? []).map {
      CallReading(call: name($0.call), strategy: $0.strategy, nanoseconds: $0.nanoseconds)
    }
    return report
  }

  private func isPossible(_ reading: StageReading) -> Bool {
    Set(reading.contestants.map(\.strategy)).count == reading.contestants.count
      && reading.contestants.allSatisfy { contestant in
        contestant.slices.count == reading.contestants[0].slices.count
          && contestant.slices.allSatisfy { isPossible($0.cpu) && isPossible($0.wall) }
          && [contestant.tally.wrongValues, contestant.tally.lostWrites, contestant.tally.leakedWrites]
            .allSatisfy { (0...1 << 40).contains($0) }
      }
  }

  /// Whether the time is 0, or at most three years, in nanoseconds. It may be a fraction of one, since many
  /// tasks may share a nanosecond.
  private func isPossible(_ time: Double) -> Bool { time == 0 || (1e-6...1e17).contains(time) }
}
