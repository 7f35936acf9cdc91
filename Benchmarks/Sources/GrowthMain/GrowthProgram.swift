// The executable: it hands its arguments to the library, which tests can reach, and ends with its status.

import Foundation
import Growth
import Harness

@main
enum GrowthProgram {
  static func main() async {
    exit(await EntryPoint<GrowthCommand>.run(Array(CommandLine.arguments.dropFirst())))
  }
}
