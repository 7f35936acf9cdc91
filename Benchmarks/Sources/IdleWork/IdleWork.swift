// What the two idle programs do: they start tasks and read nothing of any context. One links the library.

import Foundation

package enum IdleWork {
  /// Starts as many tasks as the first argument says, one after another, and prints the nanoseconds that
  /// took.
  package static func main() async {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1
    let nanoseconds = await Task.detached {
      let start = ContinuousClock.now
      var sum = 0
      for _ in 0..<count { sum += await Task { 1 }.value }
      let elapsed = ContinuousClock.now - start
      precondition(sum == count, "each task returns 1")
      return elapsed / .nanoseconds(1)
    }.value
    print(nanoseconds)
  }
}
