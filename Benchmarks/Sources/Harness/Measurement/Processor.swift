// A process that stays on one core: the runtime then makes one thread for tasks, and what a spawn costs is
// not mixed up with waking another core.

import CMachine
import Foundation

package enum Processor {
  /// How many cores this process may use at once. Foundation would count all that the machine has.
  package static var count: Int {
    let ours = machine_core_count()
    return ours > 0 ? ours : ProcessInfo.processInfo.activeProcessorCount
  }

  /// Begins the program again, bound to the core that it is on, unless it is bound already.
  ///
  /// Again, because the runtime counts the cores before `main`. Where there is no such binding nothing
  /// happens.
  package static func bindToOneCore() {
    guard machine_bind_to_one_core() else { return }
    _ = execv("/proc/self/exe", CommandLine.unsafeArgv)
  }
}
