// The two ways in which the program fails, and their exit statuses. Every message is one line that says what
// is wrong, which rule it breaks and what to do.

/// The command line or what it names cannot be used; nothing has been measured.
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
