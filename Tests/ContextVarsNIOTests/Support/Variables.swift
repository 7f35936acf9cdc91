// Variables that the tests share, and functions that return what code reads from them, wherever it runs.
#if NIO
  import ContextVars

  enum Request {
    static let id = ContextVar("request-id", of: String.self)
    static let user = ContextVar("user", of: String.self)

    /// The context that a test binds and expects to find after a hop.
    static let context = Context(id.bound(to: "r"))

    /// The id that the running code reads.
    @Sendable static func seen() -> String { id.get(default: "-") }
  }

  /// One variable for each policy.
  enum Policy {
    static let lock = ContextVar("lock", default: "none", inheritance: .never)
    static let span = ContextVar("span", default: "", inheritance: .fork { $0 + "/child" })

    static let context = Context(lock.bound(to: "held"), span.bound(to: "root"))

    /// The values that the running code reads.
    @Sendable static func seen() -> String { "\(lock.get()) \(span.get())" }
  }

  struct Failure: Error, Equatable {}
#endif
