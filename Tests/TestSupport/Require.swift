// Checks for code in a process of its own, where a test sees only how the process ends.

/// Ends the process with a message, which the test's output shows, unless `condition` holds.
package func require(_ condition: Bool, _ message: @autoclosure () -> String, _ line: UInt = #line) {
  if !condition { fatalError("line \(line): \(message())") }
}
