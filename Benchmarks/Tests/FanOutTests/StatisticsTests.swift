// Tests the statistics, the rounds of a comparison, and the processes that measure them.

import Foundation
import Testing

@testable import FanOut
@testable import Harness

@Suite("Statistics")
struct StatisticsTests {
  @Test
  func `have as median the middle figure, or the mean of the two middle figures`() {
    #expect(Summary([3, 1, 2]).median == 2)
    #expect(Summary([4, 1, 3, 2]).median == 2.5)
    #expect(Summary([5]).median == 5)
  }

  @Test
  func `keep the minimum and the maximum`() {
    let summary = Summary([30, 10, 20])
    #expect(summary.minimum == 10)
    #expect(summary.maximum == 30)
  }

  @Test
  func `compare a strategy with bare in the same round, and with the library doing as much`()
    throws
  {
    // The machine was slow in the second round; the difference was the same.
    let rows = Fixture.report([
      .init(.bare, slices: [100, 900, 110]),
      .init(.contextVars, slices: [150, 950, 160]),
      .init(.contextVarsBind, slices: [125, 925, 135]),
      .init(.dictionaryCopy, slices: [300, 1100, 310]),
      .init(.taskLocal, slices: [200, 1000, 210]),
    ]).rows
    #expect(rows.map(\.strategy) == [.contextVars, .dictionaryCopy, .contextVarsBind, .taskLocal, .bare])
    #expect(rows[0].cpu == 160 && rows[0].wall == 80)
    #expect(rows.map(\.cpuCost.median) == [50, 200, 25, 100, 0])
    #expect(rows.map(\.wallCost.median) == [25, 100, 12.5, 50, 0])
    #expect(rows.map(\.ratio) == [1, 4, 1, 4, nil])
    #expect(rows.map(\.rounds) == [12, 12, 12, 12, 12])
  }

  @Test
  func `give no ratio where one of the costs may be zero`() {
    let rows = Fixture.report([
      .init(.bare, slices: [100, 100]), .init(.contextVars, slices: [90, 150]),
      .init(.contextVarsBind, slices: [150, 150]),
      .init(.dictionaryCopy, slices: [200, 200]), .init(.taskLocal, slices: [101, 90]),
    ]).rows
    #expect(rows.map(\.ratio) == [nil, nil, 1, nil, nil])
  }

  @Test
  func `find the interval of the median by the sign test`() {
    // The critical values of the two-sided sign test at 5 %, from tables; 0 where a sample is too small.
    let ranks = [
      1: 0, 5: 0, 6: 0, 8: 0, 9: 1, 12: 2, 20: 5, 25: 7, 50: 17, 100: 39, 1_000: 468, 10_000: 4_901,
    ]
    for (count, rank) in ranks { #expect(Estimate.rank(of: count) == rank, "\(count)") }
    let estimate = Estimate((1...100).map(Double.init).shuffled())
    #expect(estimate == Estimate(median: 50.5, low: 40, high: 61))
    #expect(estimate.margin == 10.5 && estimate.isAboveZero && estimate.isPrecise)
    #expect(Estimate([3, 1, 2]) == Estimate(median: 2, low: 1, high: 3))
    #expect(!Estimate(median: 100, low: 84, high: 101).isPrecise)
    #expect(Estimate(median: 300, low: 271, high: 329).isPrecise)
    #expect(Estimate(median: -5, low: -17, high: 5).isPrecise)
    #expect(!Estimate(median: -1_200, low: -1_300, high: -1_100).isPrecise)
    #expect(!Estimate(median: 10, low: -1, high: 20).isAboveZero)
  }

  /// In at least 95 of 100 samples, the interval contains the true median. Here the figures are exponential.
  @Test func `give intervals that contain the true median as often as they claim`() {
    var random = SeededGenerator(seed: 1, stream: 9)
    var hits = 0
    for _ in 0..<2_000 {
      let figures = (0..<41).map { _ in -log(Double.random(in: 1e-9..<1, using: &random)) }
      let estimate = Estimate(figures)
      if estimate.low <= log(2), log(2) <= estimate.high { hits += 1 }
    }
    #expect(hits >= 1_880 && hits <= 1_990)
  }

  @Test
  func `read a process's peak memory from the status that Linux reports`() {
    #expect(PeakMemory.highWaterMark(inStatus: "Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    5120 kB\n") == 5120)
    #expect(PeakMemory.highWaterMark(inStatus: "Name:\tx\n") == nil)
  }
}

@Suite("A comparison")
struct StageTests {
  @Test
  func `plays every strategy in each round, and at least the requests asked for in all`() async throws {
    let stage = Stage(
      shape: Fixture.shape(), strategies: [.contextVars, .taskLocal, .bare], requests: 1_000, seconds: 0,
      seed: 1)
    #expect(stage.requestsPerSlice == 400)
    let reading = try await Worker.run(stage)
    #expect(reading.contestants.map(\.strategy) == [.contextVars, .taskLocal, .bare])
    for contestant in reading.contestants {
      #expect(contestant.slices.count == reading.contestants[0].slices.count)
      #expect(contestant.tasks >= 4_000 && contestant.tally == Tally())
    }
  }

  @Test
  func `runs until the time is over or the figures are precise, but for at least 20 rounds`() async throws {
    let reading = try await Worker.run(
      Stage(
        shape: Shape(variables: 1, fanOut: 64, writes: 0, reads: 0), strategies: [.contextVars, .bare],
        requests: 0,
        seconds: 0.001, seed: 1))
    #expect(reading.contestants.allSatisfy { $0.slices.count == 20 })
  }
}

@Suite("A measuring process")
struct StageProcessTests {
  private let stage = Stage(shape: Fixture.shape(), strategies: [.bare], requests: 2, seconds: 0, seed: 1)

  @Test
  func `decodes the stage that it has to measure, and refuses anything else`() throws {
    #expect(try Stage(commandLine: stage.jsonLine()) == stage)
    #expect(throws: UsageError.self) { try Stage(commandLine: "{}") }
  }

  @Test
  func `is one of several that share the time, and their rounds are joined`() {
    let stage = Stage(shape: Fixture.shape(), strategies: [.bare], requests: 0, seconds: 9, seed: 1)
    let parts = stage.parts(3)
    #expect(parts.map(\.seconds) == [3, 3, 3] && parts.map(\.seed) == [1, 2, 3])
    #expect(parts.allSatisfy { $0.shape == stage.shape && $0.requestsPerSlice == stage.requestsPerSlice })
    var reading = StageReading(contestants: [.init(.bare, slices: [1, 2], tasks: 10)])
    var wrong = Tally()
    wrong.lostWrites = 1
    reading.join(StageReading(contestants: [.init(.bare, slices: [3], tasks: 5, tally: wrong)]))
    #expect(reading.contestants == [.init(.bare, slices: [1, 2, 3], tasks: 15, tally: wrong)])
  }

  @Test
  func `that fails is reported with the name of its stage`() async throws {
    let failure = try await #require(throws: RunFailure.self) {
      try await StageProcess(executable: "/bin/false").run(stage)
    }
    #expect(failure.description.contains("the process that measured 8 variables, 4 children, 6 read failed"))
  }

  @Test(arguments: ["/bin/echo", "/no/such/file"])
  func `that answers something else, or cannot be started, is reported`(executable: String) async throws {
    let failure = try await #require(throws: RunFailure.self) {
      try await StageProcess(executable: executable).run(stage)
    }
    #expect(failure.description.contains("was to measure 8 variables"))
  }
}
