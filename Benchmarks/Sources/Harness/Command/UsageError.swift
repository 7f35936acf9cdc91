// The two ways in which a program fails, and their exit statuses. Every message is one line; that of a
// `UsageError` names the problem, the rule that it breaks and the remedy.

/// The command line, or a file that it names, cannot be used; nothing has been measured.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  /// EX_USAGE of sysexits.h.
  package static let status: Int32 = 64

  package let description: String

  package init(_ description: String) { self.description = description }
}

/// A measurement, a check or the writing of a result failed.
package struct RunFailure: Error, CustomStringConvertible {
  /// EXIT_FAILURE.
  package static let status: Int32 = 1

  package let description: String

  package init(_ description: String) { self.description = description }
}
