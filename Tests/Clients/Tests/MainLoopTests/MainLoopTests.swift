// The main queue, where a loop runs on the main thread. In a program of its own, since that of the tests has
// no such loop.
import Foundation
import Testing

/// Dispatch runs the work of `sync` on the caller's thread, but for the main queue's, which belongs to the
/// main thread.
@Test func `work for the main queue sees a context only if it is given one`() throws {
  let program = Process()
  var products = Bundle(for: Found.self).bundleURL
  // Of a bundle that is one; elsewhere it is the folder of the tests.
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
      "sync of a queue that targets it: nothing",
      "sync of another queue: the caller's",
      "sync with a context: the caller's",
      "sync with a context, of a queue that targets it: the caller's",
    ])
}

/// Where the tests are, the program is too.
private final class Found {}
