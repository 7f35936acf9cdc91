// What a server has taken of the processor, by its own account.

import Foundation

/// The processor time of this process: of all threads, user's and system's.
enum ProcessorTime {
  static var microseconds: Int {
    var time = timespec()
    let result = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    precondition(result == 0, "every system that Swift servers run on has this clock")
    return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000
  }
}
