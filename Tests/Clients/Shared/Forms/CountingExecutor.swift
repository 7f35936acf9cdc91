// An executor to pass as a task's preference.
import Dispatch
import Synchronization

/// Counts the jobs that are enqueued.
final class CountingExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "counting executor", attributes: .concurrent)
  private let enqueued = Atomic(0)

  var count: Int { enqueued.load(ordering: .relaxed) }

  func enqueue(_ job: consuming ExecutorJob) {
    enqueued.add(1, ordering: .relaxed)
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
