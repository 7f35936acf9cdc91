// The command: its options, its output and its exit status.
import ArgumentParser
import ContextVarsLogging
import Foundation
import Logging

@main
struct Batch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Counts the lines, words and bytes of files.",
    discussion: """
      A file that cannot be read is logged, and the others are counted all the same. The exit status is \
      then 1; 66 if no file could be read, 64 for bad arguments.
      """)

  @Option(name: .shortAndLong, help: "How many files to read at once.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Flag(name: .shortAndLong, help: "Log what each job does, not only what fails.")
  var verbose = false

  @Argument(help: "The files.")
  var files: [String]

  static func main() async {
    do {
      let command = try parse()
      try await command.run()
    } catch  where exitCode(for: error) == .validationFailure {
      // Prints one line; ArgumentParser would add the usage.
      Console().log("batch: \(message(for: error)) ('batch --help' lists the options)")
      exit(withError: ExitCode.validationFailure)
    } catch {
      exit(withError: error)
    }
  }

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs \(jobs) must be 1 or more") }
  }

  func run() async throws {
    let console = Console()
    let level: Logger.Level = verbose ? .debug : .warning
    LoggingSystem.bootstrap(
      { _, provider in ConsoleLogHandler(console: console, logLevel: level, metadataProvider: provider) },
      metadataProvider: .contextVars)
    let counts = await count(files, atMost: jobs, console)
    let counted = zip(counts, files).filter { $0.0 != nil }.count
    guard counted > 0 else { throw ExitCode(EX_NOINPUT) }
    printTable(zip(counts, files).compactMap { count, file in count.map { ($0, file) } })
    guard counted == files.count else { throw ExitCode.failure }
  }
}
