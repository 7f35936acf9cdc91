// Where the program begins and ends: one line for each error, and the exit status that it deserves.
// ArgumentParser's own ending would add lines of usage to every message.

import ArgumentParser
import Foundation

package enum EntryPoint {
  /// Runs the program and returns its exit status.
  package static func run(_ arguments: [String]) async -> Int32 {
    do {
      var command = try FanOutCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch let error as UsageError {
      Message.show(error.description)
      return UsageError.status
    } catch let error as RunFailure {
      Message.show(error.description)
      return RunFailure.status
    } catch {
      return showParserError(error)
    }
  }

  /// A request for help is an error to ArgumentParser too, with status 0.
  private static func showParserError(_ error: any Error) -> Int32 {
    let status = FanOutCommand.exitCode(for: error)
    if status.isSuccess {
      print(FanOutCommand.fullMessage(for: error))
      return 0
    }
    if status == .validationFailure {
      let message = FanOutCommand.message(for: error)
      Message.show(message + (message.hasSuffix("?") ? " " : "; ") + "'fanout --help' lists the options")
      return UsageError.status
    }
    Message.show("\(error)")
    return RunFailure.status
  }
}

/// Messages on standard error, each on one line.
enum Message {
  static func show(_ text: String) {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    FileHandle.standardError.write(Data("fanout: \(line)\n".utf8))
  }
}
