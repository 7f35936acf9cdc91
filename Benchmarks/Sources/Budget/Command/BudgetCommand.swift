// The command line: the options, their help, and the step from text to a run.

package import ArgumentParser
package import Harness

package struct BudgetCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "budget",
    abstract: "Measures the library's costs and compares them with their budget.",
    discussion: """
      Most rows of the budget are a ratio or a difference of two operations. Both are measured in the same process, on \
      one core unless the row needs two, in turn and in short batches; every round repeats this. The program does not \
      fail when a row misses its budget.

      Exit status: 0 if no measurement failed, 1 if one did, 64 if the command line is wrong.
      """,
    subcommands: [WorkerCommand.self])

  @Option(
    parsing: .unconditional,
    help: .init(
      "Only rows whose name or measurement contains one of these (see --list).", valueName: "text,..."))
  var only: String?

  @Option(
    parsing: .unconditional, help: .init("Rounds; figures are medians of the quieter half.", valueName: "n")
  )
  var rounds: String = "9"

  @Option(
    parsing: .unconditional, help: .init("Batches per round, of which the best counts.", valueName: "n"))
  var batches: String = String(Effort.standard.batches)

  @Option(parsing: .unconditional, help: .init("Write the figures to this file as JSON.", valueName: "file"))
  var json: String?

  @Flag(help: "List the rows and their measurements, and measure nothing.")
  var list = false

  package init() {}

  package func settings() throws(UsageError) -> BudgetSettings {
    try BudgetSettings(
      only: only.map { text throws(UsageError) in
        try CommaList.parse(text, "--only", example: "spawn,get") { part throws(UsageError) in part }
      },
      rounds: Count.parse(rounds, "--rounds", in: 1...1000),
      batches: Count.parse(batches, "--batches", in: 1...100_000),
      json: json)
  }

  package func run() async throws {
    let settings = try settings()
    if list {
      for row in settings.rows { print("\(row.name)  [\(row.probe)]") }
    } else {
      try await BudgetRun(settings: settings).run()
    }
  }
}

/// Measures one probe and prints the times of its sides. Only the program itself starts it.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: Worker.subcommand, shouldDisplay: false)

  @Argument var assignment: String

  func run() async throws {
    print(try await Worker.run(assignment).jsonLine())
  }
}
