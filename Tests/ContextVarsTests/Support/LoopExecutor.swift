// Custom executors: one thread with a queue of jobs, like an event loop.
import Foundation

/// A thread that runs jobs one after another.
///
/// `@unchecked Sendable`: mutable state is accessed under `condition` only.
class Loop: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [() -> Void] = []
  private var count = 0
  private var isStopped = false

  /// - Parameter stackSize: The thread's stack size in bytes; nil for the system's default.
  init(stackSize: Int? = nil) {
    let thread = Thread { [self] in while let next = next() { next() } }
    if let stackSize { thread.stackSize = stackSize }
    thread.start()
  }

  /// How many jobs the loop has been given.
  var callCount: Int { condition.withLock { count } }

  /// Runs `work` on the thread, outside a task unless `work` runs one.
  func call(_ work: @escaping @Sendable () -> Void) {
    condition.withLock {
      precondition(!isStopped, "work for a loop that has been stopped")
      count += 1
      waiting.append(work)
      condition.signal()
    }
  }

  /// Ends the thread once it has run all its jobs.
  func stop() {
    condition.withLock {
      isStopped = true
      condition.signal()
    }
  }

  private func next() -> (() -> Void)? {
    condition.withLock {
      while waiting.isEmpty && !isStopped { condition.wait() }
      return waiting.isEmpty ? nil : waiting.removeFirst()
    }
  }
}

/// Runs tasks on a loop.
final class LoopTaskExecutor: Loop, TaskExecutor, @unchecked Sendable {
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    call { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
  }
}

/// Runs actors on a loop.
final class LoopSerialExecutor: Loop, SerialExecutor, @unchecked Sendable {
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    call { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
  }
}
