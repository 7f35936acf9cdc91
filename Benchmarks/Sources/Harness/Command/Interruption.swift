// Ctrl-C in a run of minutes: what was measured so far is not lost.

import Foundation
import Synchronization

package enum Interruption {
  private static let hasCome = Atomic(false)

  /// From now on Ctrl-C ends no more than the process that measures, which has no such handler.
  package static func expect() {
    signal(SIGINT) { _ in
      // A second time it ends the program.
      if Interruption.hasCome.exchange(true, ordering: .relaxed) { _exit(130) }
    }
  }

  /// Whether somebody has pressed it.
  package static var isAsked: Bool { hasCome.load(ordering: .relaxed) }
}
