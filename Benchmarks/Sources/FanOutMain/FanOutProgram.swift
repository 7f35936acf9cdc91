// The executable: it hands its arguments to the library, which tests can reach, and ends with its status.

import FanOut
import Foundation
import Harness

@main
enum FanOutProgram {
  static func main() async {
    exit(await EntryPoint<FanOutCommand>.run(Array(CommandLine.arguments.dropFirst())))
  }
}
