// The executable. It replaces malloc and other functions, so no part of it is in a library that tests link.

import Foundation
import Harness

@main
enum CountsProgram {
  static func main() async {
    exit(await EntryPoint<CountsCommand>.run(Array(CommandLine.arguments.dropFirst())))
  }
}
