// Executors of our own: one thread with a queue of jobs, as an event loop has.
import Foundation

/// A thread that does one thing after another.
///
/// `@unchecked Sendable`: what changes is touched under `condition` only.
class Loop: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [() -> Void] = []
  private var count = 0
  private var isStopped = false

  /// - Parameter stackSize: Of its thread, in bytes; nil: the system's.
  init(stackSize: Int? = nil) {
    let thread = Thread { [self] in while let next = next() { next() } }
    if let stackSize { thread.stackSize = stackSize }
    thread.start()
  }

  /// How many things it has been given to do.
  var callCount: Int { condition.withLock { count } }

  /// Does `work` on the thread, in no task unless it runs one.
  func call(_ work: @escaping @Sendable () -> Void) {
    condition.withLock {
      precondition(!isStopped, "work for a loop that has been stopped")
      count += 1
      waiting.append(work)
      condition.signal()
    }
  }

  /// Ends the thread when it has done what it was given.
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
