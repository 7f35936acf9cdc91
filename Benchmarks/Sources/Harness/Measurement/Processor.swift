// Keeps a process on one core: the runtime then makes one thread for tasks, and the cost of a spawn does not
// include waking another core.

import CMachine
import Foundation

package enum Processor {
  /// How many cores this process may use at once. Foundation would count all cores of the machine.
  package static var count: Int {
    let ours = machine_core_count()
    return ours > 0 ? ours : ProcessInfo.processInfo.activeProcessorCount
  }

  /// Restarts the program, bound to the core that it runs on, unless it is bound already.
  ///
  /// It must restart because the runtime counts the cores before `main`. On a system without such binding,
  /// nothing happens.
  package static func bindToOneCore() {
    guard machine_bind_to_one_core() else { return }
    _ = execv("/proc/self/exe", CommandLine.unsafeArgv)
  }
}
