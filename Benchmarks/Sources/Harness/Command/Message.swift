// Messages of a program to its user, apart from its results.

import Foundation

/// Messages on standard error, each on one line that begins with the program's name.
package struct Message: Sendable {
  package let program: String

  package init(program: String) { self.program = program }

  package func show(_ text: String) {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    FileHandle.standardError.write(Data("\(program): \(line)\n".utf8))
  }
}
