// The executable: it hands its arguments to the library, which tests can reach, and ends with its status.

import FanOut
import Foundation

@main
enum FanOutProgram {
  static func main() async {
    exit(await EntryPoint.run(Array(CommandLine.arguments.dropFirst())))
  }
}
