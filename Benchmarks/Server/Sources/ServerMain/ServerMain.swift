// The executable: its options, its one-line errors, and its exit status.

import ArgumentParser
import Foundation
import Server

struct ServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Serves requests that fan out to 16 tasks, using one strategy for carrying their context.",
    discussion: """
      Scripts/bench-server starts this program and loads it. GET / returns what each task saw of its context; \
      GET /processor-time returns the processor time that the server has used, in microseconds.
      """)

  @Option(help: "How values reach a request's tasks.")
  var strategy: StrategyName

  @Option(help: "A port of the loopback interface; 0 is any free one.")
  var port: Int = 0

  func validate() throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("--port \(port): must be from 0 to 65535; use 0 for any free port")
    }
  }
}

extension StrategyName: ExpressibleByArgument {
  /// The values that the help lists, without the strategy that is wrong on purpose.
  public static var allValueStrings: [String] { measured.map(\.rawValue) }
}

@main
enum ServerMain {
  static func main() async {
    do {
      let command = try ServerCommand.parse()
      do {
        try await command.strategy.serve(port: command.port)
      } catch {
        fail(
          "cannot listen on port \(command.port) (\(error)); use --port 0 for any free port", status: 1)
      }
    } catch {
      if ServerCommand.exitCode(for: error).isSuccess {
        print(ServerCommand.fullMessage(for: error))
      } else {
        fail(ServerCommand.message(for: error) + "; 'server --help' lists the options", status: 64)
      }
    }
  }

  private static func fail(_ text: String, status: Int32) -> Never {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    FileHandle.standardError.write(Data("server: \(line)\n".utf8))
    exit(status)
  }
}
