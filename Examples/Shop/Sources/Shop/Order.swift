// The variables that an order carries through three processes. All that is to be known of them is said here.
public import ContextVars
import Foundation

public enum Order {
  public static let id = ContextVar("request-id", of: String.self).logged().sent(as: .text)
  public static let tenant = ContextVar("tenant", default: "public").logged().sent(as: .text)
  public static let deadline = ContextVar("deadline", of: Deadline.self).logged().sent(as: .text)
  /// Of whoever orders. It would be logged and sent, were it not redacted.
  public static let token = ContextVar("token", of: String.self).logged().sent(as: .text).redacted()

  /// What this task sees of them, and of the trace.
  public static func seen() -> String {
    "id=\(id.get(default: "-")) tenant=\(tenant.get()) deadline=\(deadline.get(default: .never)) trace=\(traceID)"
  }
}

/// A moment by the wall clock, which other machines have too.
public struct Deadline: LosslessStringConvertible, Sendable {
  let unixMilliseconds: Int64

  public static let never = Deadline(unixMilliseconds: .max)

  public init(unixMilliseconds: Int64) { self.unixMilliseconds = unixMilliseconds }

  public init?(_ description: String) {
    guard let milliseconds = Int64(description) else { return nil }
    unixMilliseconds = milliseconds
  }

  public var description: String { String(unixMilliseconds) }

  public var isOver: Bool { Int64(Date().timeIntervalSince1970 * 1_000) > unixMilliseconds }
}
