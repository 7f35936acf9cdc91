// The command line: the options, their help, and the step from text to `Settings`.

package import ArgumentParser
package import Harness

package struct FanOutCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "fanout",
    abstract: "Measures what carrying context costs a server with high fan-out.",
    discussion: """
      Plays a server: each request binds its variables and starts child tasks; each child writes variables \
      of its own, reads the request's variables and checks every value. The same work runs with each \
      strategy for carrying context, and without any context ('bare'). The strategies take turns, in slices \
      of a few milliseconds, until each cost is known to within 10 % or 15 ns, or the time is over. If any \
      value is wrong, the run fails.

      Strategies: \(StrategyName.allCases.map(\.rawValue).joined(separator: ", ")). \
      'contextvars', 'contextvars-bind' and 'bare' always run, because the figures are relative to them.

      Exit status: 0 if all went well, 1 if a check or a measurement failed or the run was stopped, 64 if \
      the command line is wrong.
      """,
    subcommands: [CompareCommand.self, WorkerCommand.self, CallsCommand.self])

  @Flag(
    help: .init(
      "Vary variables, children, writes, reads, depth and length of values in turn, to show what each costs, "
        + "and measure single calls; takes some minutes."))
  var tour = false

  @Option(
    parsing: .unconditional,
    help: .init(
      "Child tasks of each strategy, however precise the figures are, rounded up to whole requests and, "
        + "above \(Stage.tasksOfSlice), to whole slices (with --trace, the log starts over at its end).",
      valueName: "n"))
  var tasks: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Numbers of variables that a request can see (default: 8,64,1024; with --trace: 6).", valueName: "n,..."
    ))
  var variables: String?

  @Option(parsing: .unconditional, help: .init("Child tasks of each request.", valueName: "n"))
  var fanOut: String = "16"

  @Option(
    parsing: .unconditional, help: .init("Variables that each child writes for itself.", valueName: "n"))
  var writes: String = "1"

  @Option(
    parsing: .unconditional,
    help: .init(
      "Variables that each child reads: the request's six fields first, then the server's in turn.",
      valueName: "n"))
  var reads: String = "8"

  @Option(
    parsing: .unconditional,
    help: .init(
      "Generations of children: each child starts one of its own, except in the last generation.",
      valueName: "n"))
  var depth: String = "1"

  @Option(
    parsing: .unconditional,
    help: .init("Bytes of each generated value; beyond 15 it is reference-counted.", valueName: "n"))
  var valueLength: String = "15"

  @Option(
    parsing: .unconditional,
    help: .init(
      "Strategies besides contextvars, contextvars-bind and bare (default: all).", valueName: "name,..."))
  var strategies: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "The most seconds to measure each number of variables, or each shape of the tour; longer only to play "
        + "20 rounds in each process and, with --trace, every request of the log.",
      valueName: "n"))
  var seconds: String = "10"

  @Option(
    parsing: .unconditional,
    help: .init(
      "Seed of the generated traffic and values, and of the order of strategies.", valueName: "n"))
  var seed: String = String(GeneratedTraffic.defaultSeed)

  @Option(
    parsing: .unconditional,
    help: .init(
      "An access log in the combined format, to play instead of generated traffic.", valueName: "file"))
  var trace: String?

  @Option(parsing: .unconditional, help: .init("Write the figures to this file as JSON.", valueName: "file"))
  var json: String?

  @Option(
    parsing: .unconditional,
    help: .init("Write a page with the tables and charts to this file.", valueName: "file.html"))
  var html: String?

  @Option(
    parsing: .unconditional,
    help: .init("Write the first chart to this file.", valueName: "file.svg"))
  var svg: String?

  @Option(
    parsing: .unconditional,
    help: .init("The measured commit, for the page and the JSON.", valueName: "id"))
  var commit: String?

  package init() {}

  package func settings() throws(UsageError) -> Settings {
    try Settings(
      isTour: tour,
      tasks: tasks.map { text throws(UsageError) in
        try Count.parse(text, "--tasks", in: 1...Settings.maximumTasks)
      },
      variables: variables.map { text throws(UsageError) in
        try CommaList.parse(text, "--variables", example: "8,64,1024") { part throws(UsageError) in
          try Count.parse(part, "--variables", in: 1...Settings.maximumVariables)
        }
      },
      fanOut: Count.parse(fanOut, "--fan-out", in: 1...Settings.maximumFanOut),
      writes: Count.parse(writes, "--writes", in: 0...Settings.maximumWrites),
      reads: Count.parse(reads, "--reads", in: 0...Settings.maximumVariables),
      depth: Count.parse(depth, "--depth", in: 1...Settings.maximumDepth),
      valueLength: Count.parse(valueLength, "--value-length", in: Settings.valueLengths),
      strategies: strategies.map(Self.strategies) ?? StrategyName.allCases,
      seconds: Count.parse(seconds, "--seconds", in: 1...Settings.maximumSeconds),
      seed: Self.seed(seed), trace: trace, json: json, html: html, svg: svg, commit: commit)
  }

  private static func strategies(_ text: String) throws(UsageError) -> [StrategyName] {
    let names = StrategyName.allCases.map(\.rawValue).joined(separator: ", ")
    return try CommaList.parse(text, "--strategies", example: "dictionary-copy,task-local") {
      part throws(UsageError) in
      guard let strategy = StrategyName(rawValue: part) else {
        throw UsageError("--strategies '\(part)': there is no such strategy; choose from \(names)")
      }
      return strategy
    }
  }

  private static func seed(_ text: String) throws(UsageError) -> UInt64 {
    guard let seed = UInt64(text) else {
      throw UsageError(
        "--seed '\(text)': must be a whole number from 0 to \(UInt64.max); give the seed that a run printed"
      )
    }
    return seed
  }

  package func run() async throws {
    try await Run(settings: try settings()).run()
  }
}

/// Answers a `Stage` with a `StageReading`. Only the program itself starts it.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: StageProcess.subcommand, shouldDisplay: false)

  @Argument var stage: String

  func run() async throws {
    print(try await Worker.run(Stage(commandLine: stage)).jsonLine())
  }
}

/// Measures single calls, on one core. Only the program itself starts it.
struct CallsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: StageProcess.callsSubcommand, shouldDisplay: false)

  @Argument var rounds: Int
  @Argument var seed: UInt64

  func run() async throws {
    guard (1...100_000).contains(rounds) else {
      throw StageProcess.refusal(of: StageProcess.callsSubcommand)
    }
    Processor.bindToOneCore()
    // In a detached task, so that the calls run on the threads of the task pool.
    let readings = try await Task.detached { try await Call.measure(rounds: rounds, seed: seed) }.value
    print(try readings.jsonLine())
  }
}
