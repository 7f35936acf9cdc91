// The executable. Functions of malloc's names are linked into it, so its parts are in no library that tests
// link.

import Foundation
import Harness

@main
enum CountsProgram {
  static func main() async {
    exit(await EntryPoint<CountsCommand>.run(Array(CommandLine.arguments.dropFirst())))
  }
}
