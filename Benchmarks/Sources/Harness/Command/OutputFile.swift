// Files that the program writes at the end of a run of minutes. It checks beforehand that it can write them.

package import Foundation

/// A file that an option names for writing.
package struct OutputFile: Sendable {
  package let option: String
  package let path: String

  package init(option: String, path: String) {
    self.option = option
    self.path = path
  }

  /// Checks that the file can be written, and leaves everything as it was.
  ///
  /// Permissions alone are not enough: a file system may be read-only, or may not accept the user's files.
  package func checkWritable() throws(UsageError) {
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isDirectory) {
      if isDirectory.boolValue {
        throw refusal("this is a folder")
      }
      guard files.isWritableFile(atPath: path) else {
        throw refusal("the file exists and you may not write to it")
      }
      let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
      guard !isReplaceable || files.isWritableFile(atPath: folder) else {
        throw refusal("you may not replace it in '\(folder)'")
      }
      return
    }
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
    guard files.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw refusal("there is no folder '\(folder)'")
    }
    guard !path.isEmpty, files.createFile(atPath: path, contents: nil) else {
      throw refusal("no file can be created there")
    }
    try? files.removeItem(atPath: path)
  }

  package func write(_ contents: Data) throws(RunFailure) {
    do {
      if isReplaceable {
        // Written to a temporary file first, so that the file is never half written.
        try contents.write(to: URL(fileURLWithPath: target), options: .atomic)
      } else {
        // A device or a pipe, which must not be replaced by a file.
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.write(contentsOf: contents)
        try handle.close()
      }
    } catch {
      throw RunFailure("\(option) '\(path)': the result could not be written (\(error.localizedDescription))")
    }
  }

  /// The file itself, if the path is a link to it.
  private var target: String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  /// Whether the path names a regular file, or nothing yet.
  private var isReplaceable: Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
    return type == nil || type == .typeRegular
  }

  private func refusal(_ reason: String) -> UsageError {
    UsageError("\(option) '\(path)': \(reason); name a file in a folder that you may write to")
  }
}
