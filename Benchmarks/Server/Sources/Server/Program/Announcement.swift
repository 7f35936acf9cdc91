// Announces the port of a server, which may have been started on any free port.

import Foundation

/// The one line that a server prints.
enum Announcement {
  static func show(port: Int) {
    // `print` would buffer the line when standard output is a pipe.
    FileHandle.standardOutput.write(Data("listening on http://127.0.0.1:\(port)\n".utf8))
  }
}
