// Counts lines, words and bytes, like `wc`. The code knows nothing of jobs, yet its log lines show them.
import Logging
import SystemPackage

struct FileCount: Sendable {
  var lines = 0
  var words = 0
  var bytes = 0
}

extension FileCount {
  /// Counts a file, reading it in pieces of 64 KiB. Blocks the thread.
  init(of path: String) throws {
    self.init()
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    try file.closeAfter {
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      var isInWord = false
      while case let size = try piece.withUnsafeMutableBytes({ try file.read(into: $0) }), size > 0 {
        logger.debug("reads \(size) bytes")
        add(piece[..<size], &isInWord)
      }
    }
  }

  private mutating func add(_ piece: ArraySlice<UInt8>, _ isInWord: inout Bool) {
    bytes += piece.count
    for byte in piece {
      let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
      if !isSpace && !isInWord { words += 1 }
      if byte == 0x0A { lines += 1 }
      isInWord = !isSpace
    }
  }

  static func += (sum: inout FileCount, count: FileCount) {
    sum.lines += count.lines
    sum.words += count.words
    sum.bytes += count.bytes
  }
}
