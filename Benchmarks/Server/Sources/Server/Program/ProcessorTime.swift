// The processor time that a server has used, which it reports itself.

import Foundation

/// The user and system processor time of all threads of this process.
enum ProcessorTime {
  static var microseconds: Int {
    var time = timespec()
    let result = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    precondition(result == 0, "this system has no clock for a process's processor time")
    return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000
  }
}
