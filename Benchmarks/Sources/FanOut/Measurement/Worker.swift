// The measurement itself, in a process that does nothing else: the strategies take turns, in slices of a few
// milliseconds. A machine's speed changes within seconds, so strategies that are compared are measured
// close together.

import CMachine
import Foundation
package import Harness

/// Plays one stage in this process.
package enum Worker {
  package static func run(_ stage: Stage) async throws(UsageError) -> StageReading {
    let requests =
      if let trace = stage.trace {
        try AccessLog(path: trace).requests
      } else {
        GeneratedTraffic.requests(
          count: GeneratedTraffic.poolSize, length: stage.shape.valueLength, seed: stage.seed)
      }
    // Otherwise the memory that a slice frees is returned to the system, and the next slice pays for every
    // page again.
    machine_keep_freed_memory()
    let parent = getppid()
    let workload = Workload(shape: stage.shape, requests: requests, seed: stage.seed)
    let players = stage.strategies.map { player(for: $0, workload) }
    var reading = StageReading(contestants: stage.strategies.map { .init($0) })
    var requestsOfSlice = stage.requestsPerSlice
    // A first round, whose times are not recorded, warms up code and allocator, and shows how long a request
    // takes.
    for (index, player) in players.enumerated() {
      _ = await player(0..<min(stage.requestsPerSlice, Workload.requestsInFlight), 0)
      let (slice, tally) = await player(0..<stage.requestsPerSlice, 0)
      reading.contestants[index].tally += tally
      // A fixed number of tasks is played in slices of the size that the stage asks for.
      guard stage.seconds > 0 else { continue }
      let fitting = Int(Stage.nanosecondsOfSlice / slice.cpu) / stage.shape.tasksOfRequest
      // The same for all strategies, since every slice includes the cost of starting and ending it.
      requestsOfSlice = min(requestsOfSlice, max(Workload.requestsInFlight, fitting))
    }
    var played = stage.strategies.map { _ in 0 }
    var random = SeededGenerator(seed: stage.seed, stream: SeededGenerator.orderOfStrategies)
    let end = ContinuousClock.now + .seconds(stage.seconds)
    while played.min()! < stage.requests || !isOver(stage, end, reading) {
      // The process that asked for the figures has exited.
      if getppid() != parent { exit(1) }
      // A new order in each round, so that the preceding strategy does not bias the figures.
      for index in players.indices.shuffled(using: &random) {
        let requests = played[index]..<played[index] + requestsOfSlice
        let (slice, tally) = await players[index](requests, Workload.requestsInFlight)
        reading.contestants[index].slices.append(slice)
        reading.contestants[index].tasks += requests.count * stage.shape.tasksOfRequest
        reading.contestants[index].tally += tally
        played[index] = requests.upperBound
      }
    }
    return reading
  }

  private static func isOver(_ stage: Stage, _ end: ContinuousClock.Instant, _ reading: StageReading) -> Bool
  {
    let rounds = reading.contestants[0].slices.count
    if stage.seconds == 0 { return rounds > 0 }
    // Checked only every tenth round, because `isPrecise` sorts all figures.
    return rounds >= 20 && (ContinuousClock.now >= end || (rounds % 10 == 0 && reading.isPrecise))
  }

  private typealias Player = (_ requests: Range<Int>, _ warmUp: Int) async -> (slice: Slice, tally: Tally)

  /// Each case names its own concrete type, for which the compiler specialises the whole workload. (In one
  /// generic function the compiler may not specialise it: every task then took three times as long.)
  private static func player(for strategy: StrategyName, _ workload: Workload) -> Player {
    switch strategy {
    case .contextVars:
      let server = Server(ContextVarsStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    case .contextVarsBind:
      let server = Server(ContextVarsBindStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    case .dictionaryCopy:
      let server = Server(DictionaryCopyStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    case .dictionaryCOW:
      let server = Server(DictionaryCOWStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    case .taskLocal:
      let server = Server(TaskLocalStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    case .serviceContext:
      let server = Server(ServiceContextStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    case .treeDictionary:
      let server = Server(TreeDictionaryStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    case .bare:
      let server = Server(BareStrategy.self, workload: workload)
      return { await server.play($0, warmUp: $1) }
    }
  }
}
