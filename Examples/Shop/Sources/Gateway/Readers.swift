// Threads that run tasks in turn. If there are more threads than the library has slots for readers (128),
// some of them read under the library's lock.
import Foundation

/// An executor that gives each job to the next thread in turn. The threads run until the process ends.
final class Readers: TaskExecutor {
  private final class Inbox: Sendable {
    private let condition = NSCondition()
    /// `nonisolated(unsafe)`: touched under `condition` only.
    private nonisolated(unsafe) var jobs: [UnownedJob] = []

    func add(_ job: UnownedJob) {
      condition.withLock {
        jobs.append(job)
        condition.signal()
      }
    }

    func take() -> [UnownedJob] {
      condition.withLock {
        while jobs.isEmpty { condition.wait() }
        defer { jobs = [] }
        return jobs
      }
    }
  }

  private let inboxes: [Inbox]
  private let lock = NSLock()
  /// `nonisolated(unsafe)`: touched under `lock` only.
  private nonisolated(unsafe) var jobCount = 0

  init(threads: Int) {
    inboxes = (0..<threads).map { _ in Inbox() }
    for inbox in inboxes {
      Thread { [unowned self] in
        while true { for job in inbox.take() { job.runSynchronously(on: asUnownedTaskExecutor()) } }
      }.start()
    }
  }

  var threadCount: Int { inboxes.count }

  func enqueue(_ job: consuming ExecutorJob) {
    let turn = lock.withLock {
      jobCount += 1
      return jobCount % inboxes.count
    }
    inboxes[turn].add(UnownedJob(job))
  }
}
