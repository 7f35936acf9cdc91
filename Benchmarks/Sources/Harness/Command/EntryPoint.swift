// Runs a program, prints one line for an error, and returns the exit status that belongs to it.
// ArgumentParser's own `main` would add lines of usage to every message.

package import ArgumentParser
import Foundation

/// Runs the program whose root command is `Root`; messages begin with that command's name.
package enum EntryPoint<Root: ParsableCommand> {
  /// Runs the program and returns its exit status.
  package static func run(_ arguments: [String]) async -> Int32 {
    let message = Message(program: Root.configuration.commandName ?? "")
    do {
      var command = try Root.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch let error as UsageError {
      message.show(error.description)
      return UsageError.status
    } catch let error as RunFailure {
      message.show(error.description)
      return RunFailure.status
    } catch {
      return show(parserError: error, message)
    }
  }

  /// Shows any other error, and returns its exit status. For ArgumentParser, a request for help is an error
  /// too, with status 0.
  private static func show(parserError error: any Error, _ message: Message) -> Int32 {
    let status = Root.exitCode(for: error)
    if status.isSuccess {
      print(Root.fullMessage(for: error))
      return 0
    }
    if status == .validationFailure {
      let text = Root.message(for: error)
      message.show(
        text + (text.hasSuffix("?") ? " " : "; ") + "'\(message.program) --help' lists the options")
      return UsageError.status
    }
    message.show("\(error)")
    return RunFailure.status
  }
}
