// The executable: it hands its arguments to the library, which tests can reach, and ends with its status.

import Budget
import Foundation
import Harness

@main
enum BudgetProgram {
  static func main() async {
    exit(await EntryPoint<BudgetCommand>.run(Array(CommandLine.arguments.dropFirst())))
  }
}
