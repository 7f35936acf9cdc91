// The variables that an order carries through three processes. All that is to be known of them is said here.
package import ContextVars
import Foundation

package enum Order {
  package static let id = ContextVar("request-id", of: String.self).logged().sent(as: .text)
  package static let tenant = ContextVar("tenant", default: "public").logged().sent(as: .text)
  package static let deadline = ContextVar("deadline", of: Deadline.self).logged().sent(as: .text)
  /// Of whoever orders. It would be logged and sent, were it not redacted.
  package static let token = ContextVar("token", of: String.self).logged().sent(as: .text).redacted()

  /// What this task sees of them, and of the trace.
  package static func seen() -> String {
    "id=\(id.get(default: "-")) tenant=\(tenant.get()) deadline=\(deadline.get(default: .never)) trace=\(traceID)"
  }
}

/// A moment by the wall clock, which other machines have too.
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
