// Handles Ctrl-C in a run that takes minutes, so that the figures measured so far are kept.

import Foundation
import Synchronization

package enum Interruption {
  private static let hasCome = Atomic(false)

  /// From now on, the first Ctrl-C ends only the measuring process, which does not install this handler.
  package static func expect() {
    signal(SIGINT) { _ in
      // A second Ctrl-C ends the program.
      if Interruption.hasCome.exchange(true, ordering: .relaxed) { _exit(130) }
    }
  }

  /// Whether the user has pressed Ctrl-C.
  package static var isAsked: Bool { hasCome.load(ordering: .relaxed) }
}
