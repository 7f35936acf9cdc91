// How whoever has started a server on any free port learns which it is.

import Foundation

/// The one line that a server prints.
enum Announcement {
  static func show(port: Int) {
    // `print` would keep it in a buffer where standard output is a pipe.
    FileHandle.standardOutput.write(Data("listening on http://127.0.0.1:\(port)\n".utf8))
  }
}
