// The main queue when the main thread runs a loop. The test runs a separate program, because the tests' own
// main thread has no such loop.
import Foundation
import Testing

/// Dispatch runs the work of `sync` on the caller's thread, except for the main queue, whose work belongs on
/// the main thread.
@Test func `work for the main queue sees a context only if it is given one`() throws {
  let program = Process()
  var products = Bundle(for: Found.self).bundleURL
  // The bundle of the tests, where they are in one; elsewhere this is already their folder.
  if products.pathExtension == "xctest" { products.deleteLastPathComponent() }
  program.executableURL = products.appendingPathComponent("MainLoop")
  let output = Pipe()
  program.standardOutput = output
  try program.run()
  let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  program.waitUntilExit()
  #expect(program.terminationStatus == 0)
  #expect(
    lines.split(separator: "\n") == [
      "sync: nothing",
      "sync of a queue that targets the main queue: nothing",
      "sync of another queue: the caller's",
      "sync with a context: the caller's",
      "sync with a context, of a queue that targets the main queue: the caller's",
    ])
}

/// Locates the tests; the program is in the same folder.
private final class Found {}
