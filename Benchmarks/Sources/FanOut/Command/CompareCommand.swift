// `fanout compare`: compares the results from before and after a change.

import ArgumentParser
import Harness

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Prints the costs that differ between two runs: their 95 % intervals do not overlap.",
    discussion:
      "Exit status: 0, or 1 if a cost grew by more than the tolerance, or if nothing could be compared; 64 "
      + "if the command line is wrong or a file does not hold results."
  )

  @Argument(help: .init("The file that 'fanout --json' wrote before the change.", valueName: "before.json"))
  var before: String

  @Argument(help: .init("The file that it wrote after the change.", valueName: "after.json"))
  var after: String

  @Option(
    parsing: .unconditional,
    help: .init("How much a cost may grow, in percent.", valueName: "percent"))
  var tolerance: String = "10"

  func run() async throws {
    let tolerance = try Count.parse(tolerance, "--tolerance", in: 0...1_000)
    let comparison = Comparison(try Results(path: before), try Results(path: after))
    print(comparison.text)
    guard comparison.isAny else {
      throw RunFailure("nothing could be compared; the lines above say why")
    }
    let slower = comparison.slower(byMoreThan: tolerance)
    guard slower.isEmpty else {
      throw RunFailure(
        "\(slower.count) cost\(slower.count == 1 ? "" : "s") grew by more than \(tolerance) %: "
          + "see the lines above, or raise --tolerance")
    }
  }
}
