// Opening the log that --trace names. The program reads it to refuse a bad one, and each measuring process
// reads it again to play it.

import Foundation
package import Harness

extension AccessLog {
  /// Reads the log at `path`.
  ///
  /// Throws a `UsageError` unless it is a readable file with at least one line in the format.
  package init(path: String) throws(UsageError) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw UsageError("--trace '\(path)': there is no such file; name an access log in the combined format")
    }
    // A link counts as the file that it leads to. A pipe is refused, because each measuring process reads the
    // log again.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let type = try? FileManager.default.attributesOfItem(atPath: target.path)[.type] as? FileAttributeType
    guard type == .typeRegular else {
      throw UsageError(
        "--trace '\(path)': this is \(isDirectory.boolValue ? "a directory" : "not a regular file"), and a log must be a "
          + "file that can be read more than once; name an access log in the combined format")
    }
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: target))
    } catch {
      throw UsageError("--trace '\(path)': it cannot be read; make it readable or name another log")
    }
    self.init(parsing: bytes)
    guard !requests.isEmpty else {
      let first = malformedLines.first.map { " (line \($0.number): \($0.reason))" } ?? " (it is blank)"
      throw UsageError(
        "--trace '\(path)': no line of it is in the combined log format\(first); "
          + "name an access log with lines such as 'client ident user [time] \"GET /path HTTP/1.1\" 200 123 "
          + "\"referrer\" \"agent\"'")
    }
  }
}
