// From readings to the figures of the report.

import Harness
import Testing

@testable import FanOut

@Suite("Statistics")
struct StatisticsTests {
  @Test("take the middle of an odd number of figures and the mean of the two middle ones of an even number")
  func median() {
    #expect(Summary([3, 1, 2]).median == 2)
    #expect(Summary([4, 1, 3, 2]).median == 2.5)
    #expect(Summary([5]).median == 5)
  }

  @Test("keep the ends")
  func ends() {
    let summary = Summary([30, 10, 20])
    #expect(summary.minimum == 10)
    #expect(summary.maximum == 30)
  }

  @Test("compare a strategy with bare in the same round, not over all rounds")
  func pairedRounds() throws {
    // The machine was slow in the second round; the difference was the same.
    let rows = ReportRow.rows(
      of: [
        Fixture.measurement(.bare, round: 1, nanoseconds: 100),
        Fixture.measurement(.bare, round: 2, nanoseconds: 900),
        Fixture.measurement(.bare, round: 3, nanoseconds: 110),
        Fixture.measurement(.contextVars, round: 3, nanoseconds: 160),
        Fixture.measurement(.contextVars, round: 2, nanoseconds: 950),
        Fixture.measurement(.contextVars, round: 1, nanoseconds: 150, peak: 5 << 20),
        Fixture.measurement(.taskLocal, round: 1, nanoseconds: 200),
        Fixture.measurement(.taskLocal, round: 2, nanoseconds: 1000),
        Fixture.measurement(.taskLocal, round: 3, nanoseconds: 210),
      ], shapes: [Fixture.shape()])
    #expect(rows.map(\.strategy) == [.contextVars, .taskLocal, .bare])
    #expect(rows[0].nanosecondsPerTask == Summary([150, 160, 950]))
    #expect(rows[0].contextNanosecondsPerTask == Summary([50, 50, 50]))
    #expect(rows[0].peakBytes == 5 << 20)
    #expect(rows.map(\.ratioToContextVars) == [1, 2, 0])
    #expect(rows[2].contextNanosecondsPerTask == Summary([0]))
  }

  @Test("give no ratio where the cost of contextvars is not above zero", arguments: [100, 90] as [Int64])
  func noRatio(nanoseconds: Int64) {
    let rows = ReportRow.rows(
      of: [
        Fixture.measurement(.bare, nanoseconds: 100),
        Fixture.measurement(.contextVars, nanoseconds: nanoseconds),
        Fixture.measurement(.taskLocal, nanoseconds: 200),
      ], shapes: [Fixture.shape()])
    #expect(rows.map(\.ratioToContextVars) == [nil, nil, nil])
  }

  @Test("read the peak of memory from what Linux tells of a process")
  func peakMemory() {
    #expect(PeakMemory.highWaterMark(inStatus: "Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t    5120 kB\n") == 5120)
    #expect(PeakMemory.highWaterMark(inStatus: "Name:\tx\n") == nil)
  }
}

@Suite("The order of measurements")
struct RoundsTests {
  @Test("plays every strategy in a round before the next round, beginning with another each time")
  func interleaved() {
    let rounds = Rounds(variables: [8, 64], strategies: [.contextVars, .taskLocal, .bare], rounds: 2)
    #expect(rounds.steps.map(\.variables) == [8, 8, 8, 8, 8, 8, 64, 64, 64, 64, 64, 64])
    #expect(rounds.steps.map(\.round) == [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2])
    let order: [StrategyName] = [.contextVars, .taskLocal, .bare, .taskLocal, .bare, .contextVars]
    #expect(rounds.steps.map(\.strategy) == order + order)
  }
}

@Suite("A measuring process")
struct WorkerProcessTests {
  private let assignment = Assignment(strategy: .bare, shape: Fixture.shape(), requests: 2, seed: 1)

  @Test("understands the assignment that it is given")
  func roundTrip() throws {
    #expect(try Assignment(commandLine: assignment.jsonLine()) == assignment)
    #expect(throws: UsageError.self) { try Assignment(commandLine: "{}") }
  }

  @Test("that fails is reported with what it was to measure")
  func failing() async throws {
    let failure = try await #require(throws: RunFailure.self) {
      try await WorkerProcess(executable: "/bin/false").run(assignment)
    }
    #expect(failure.description.contains("bare with 8 variables failed"))
  }

  @Test(
    "that answers something else, or cannot be started, is reported",
    arguments: ["/bin/echo", "/no/such/file"])
  func wrongAnswer(executable: String) async throws {
    let failure = try await #require(throws: RunFailure.self) {
      try await WorkerProcess(executable: executable).run(assignment)
    }
    #expect(failure.description.contains("was to measure bare with 8 variables"))
  }
}
