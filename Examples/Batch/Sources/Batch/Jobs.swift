// The jobs: one for each file, in a task whose context has the job's id and the file's name.
import ContextVars
import Dispatch
import Logging

enum Job {
  static let id = ContextVar("job", of: Int.self).logged()
  static let file = ContextVar("file", of: String.self).logged()
}

let logger = Logger(label: "batch")

/// Counts all `files`, at most `limit` of them at once.
///
/// - Returns: A count for each file, in order; nil for a file that could not be read.
func count(_ files: [String], atMost limit: Int, _ console: Console) async -> [FileCount?] {
  await withTaskGroup(of: (Int, FileCount?).self) { group in
    var counts = [FileCount?](repeating: nil, count: files.count)
    var line = ProgressLine(total: files.count)
    func keep(_ index: Int, _ count: FileCount?) {
      counts[index] = count
      line.advance(failed: count == nil)
      console.show(line)
    }
    for (index, file) in files.enumerated() {
      if index >= limit, let finished = await group.next() { keep(finished.0, finished.1) }
      let context = Context.current.binding(Job.id.bound(to: index + 1), Job.file.bound(to: file))
      group.addTask(context: context) { (index, await job()) }
    }
    for await finished in group { keep(finished.0, finished.1) }
    console.endProgress()
    return counts
  }
}

/// Counts the file that the context names. Returns nil, and logs the error, if it cannot be read.
private func job() async -> FileCount? {
  do {
    logger.info("starts")
    let count = try await countOnQueue(Job.file.get())
    logger.info("ends: \(count.lines) lines")
    return count
  } catch {
    logger.error("cannot be read: \(error)")
    return nil
  }
}

private let readers = DispatchQueue(label: "readers", attributes: .concurrent)

/// Counts a file on a queue: reading blocks, and a task should not block its thread.
private func countOnQueue(_ path: String) async throws -> FileCount {
  try await withCheckedThrowingContinuation { continuation in
    // `context:` carries the job's id and file to the queue, for the lines that are logged there.
    readers.async(context: .current) {
      continuation.resume(with: Result { try FileCount(of: path) })
    }
  }
}
