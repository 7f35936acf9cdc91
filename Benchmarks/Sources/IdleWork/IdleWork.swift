// The work of the two idle programs, of which only one links the library: they start tasks and never use a
// context.

import Foundation

package enum IdleWork {
  /// Starts the number of tasks given by the first argument, one after another, and prints the elapsed
  /// nanoseconds.
  package static func main() async {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1
    let nanoseconds = await Task.detached {
      let start = ContinuousClock.now
      var sum = 0
      for _ in 0..<count { sum += await Task { 1 }.value }
      let elapsed = ContinuousClock.now - start
      precondition(sum == count, "a task did not return 1")
      return elapsed / .nanoseconds(1)
    }.value
    print(nanoseconds)
  }
}
