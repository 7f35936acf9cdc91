// The variables that an order carries through three processes. They are declared only here.
package import ContextVars
import Foundation

package enum Order {
  package static let id = ContextVar("request-id", of: String.self).logged().sent(as: .text)
  package static let tenant = ContextVar("tenant", default: "public").logged().sent(as: .text)
  package static let deadline = ContextVar("deadline", of: Deadline.self).logged().sent(as: .text)
  /// The caller's token. It would be logged and sent if it were not redacted.
  package static let token = ContextVar("token", of: String.self).logged().sent(as: .text).redacted()

  /// The variables and the trace as the current task sees them.
  package static func seen() -> String {
    "id=\(id.get(default: "-")) tenant=\(tenant.get()) deadline=\(deadline.get(default: .never)) trace=\(traceID)"
  }
}

/// A moment on the wall clock, which means the same on other machines.
package struct Deadline: LosslessStringConvertible, Sendable {
  let unixMilliseconds: Int64

  package static let never = Deadline(unixMilliseconds: .max)

  private init(unixMilliseconds: Int64) { self.unixMilliseconds = unixMilliseconds }

  package init(inMilliseconds milliseconds: Int64) { unixMilliseconds = Self.now + milliseconds }

  package init?(_ description: String) {
    guard let milliseconds = Int64(description) else { return nil }
    unixMilliseconds = milliseconds
  }

  package var description: String { String(unixMilliseconds) }

  package var timeLeft: Duration { .milliseconds(unixMilliseconds - Self.now) }

  private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}
