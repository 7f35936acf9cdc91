// The command line: the options, their help, and the step from text to a run.

package import ArgumentParser
package import Harness

package struct GrowthCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "growth",
    abstract: "Measures how the costs of the engine and its peers grow, from 1 entry to 1,000,000.",
    discussion: """
      Measures the times of the engine's operations, and of the same operations of swift-collections' \
      TreeDictionary, of Dictionary, and of the floor: a flat array of plain words that is copied. Then \
      measures the memory of an entry, of a version, and of a million snapshots (see --snapshots) of a \
      context of 64 variables. Every change makes a new version of a map and leaves the old one as it was.

      Exit status: 0 if everything was measured, 1 if a measurement failed, 64 if the command line is wrong.
      """,
    subcommands: [WorkerCommand.self])

  @Option(
    parsing: .unconditional, help: .init("Numbers of entries (default: 1 to 1,000,000).", valueName: "n,..."))
  var entries: String?

  @Option(
    parsing: .unconditional, help: .init("Rounds of the times, whose medians are shown.", valueName: "n"))
  var rounds: String = "3"

  @Option(
    parsing: .unconditional,
    help: .init(
      "Snapshots of a context to keep alive at the same time (of a Dictionary, at most 10,000).",
      valueName: "n"))
  var snapshots: String = "1000000"

  @Option(parsing: .unconditional, help: .init("Write the figures to this file as JSON.", valueName: "file"))
  var json: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Draw a chart of each operation, into files such as growth-find.svg (needs gnuplot).",
      valueName: "folder/growth"))
  var plots: String?

  package init() {}

  package func settings() throws(UsageError) -> GrowthSettings {
    try GrowthSettings(
      entries: entries.map { text throws(UsageError) in
        try CommaList.parse(text, "--entries", example: "1,64,1000") { part throws(UsageError) in
          try Count.parse(part, "--entries", in: 1...1_000_000)
        }
      } ?? GrowthSettings.allEntries,
      rounds: Count.parse(rounds, "--rounds", in: 1...1000),
      snapshots: Count.parse(snapshots, "--snapshots", in: 1...10_000_000),
      json: json, plots: plots)
  }

  package func run() async throws { try await GrowthRun(settings: try settings()).run() }
}

/// Carries out an assignment and prints the reading. Only the program itself starts it.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: Assignment.subcommand, shouldDisplay: false)

  @Argument var assignment: String

  func run() async throws {
    guard let assignment = try? Assignment(jsonLine: assignment) else {
      throw UsageError(
        "'\(Assignment.subcommand)' is how growth starts itself again; run 'growth' without it")
    }
    print(try await assignment.run().jsonLine())
  }
}
