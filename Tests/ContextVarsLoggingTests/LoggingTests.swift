// How log lines show the variables, tested with swift-log itself.
#if Logging
  import ContextVars
  import ContextVarsLogging
  import Foundation
  import Logging
  import Testing

  private enum Request {
    static let id = ContextVar("request-id", of: String.self).logged()
    static let tenant = ContextVar("tenant", default: "public").logged(as: "app.tenant")
    static let token = ContextVar("token", of: String.self).logged().redacted()
    static let early = ContextVar("early-token", of: String.self).redacted().logged()
    static let roles = ContextVar("roles", of: [String].self).logged { .array($0.map { .string($0) }) }
    static let place = ContextVar("place", of: (x: Int, y: Int).self).logged(as: "at") {
      ["x": "\($0.x)", "y": "\($0.y)"]
    }
    static let attempt = ContextVar("attempt", of: Int?.self).logged()
    static let user = ContextVar("user", default: "nobody")
    static let secretDefault = ContextVar("key", default: "top secret").redacted()
  }

  /// Collects the metadata of a logger's lines.
  private final class Lines: Sendable {
    private let lock = NSLock()
    /// `nonisolated(unsafe)`: accessed under `lock` only.
    private nonisolated(unsafe) var lines: [Logger.Metadata] = []

    func add(_ metadata: Logger.Metadata) { lock.withLock { lines.append(metadata) } }
    var all: [Logger.Metadata] { lock.withLock { lines } }
    var last: Logger.Metadata { all.last ?? ["no line": "was logged"] }
  }

  private struct Handler: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.info

    init(_ lines: Lines, _ provider: Logger.MetadataProvider?) {
      (self.lines, metadataProvider) = (lines, provider)
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let provided = metadataProvider?.get() ?? [:]
      lines.add(metadata.merging(provided) { $1 }.merging(event.metadata ?? [:]) { $1 })
    }
  }

  private func logger(_ provider: Logger.MetadataProvider?) -> (Logger, Lines) {
    let lines = Lines()
    return (Logger(label: "test", factory: { _ in Handler(lines, provider) }), lines)
  }

  @Suite struct LoggingTests {
    @Test func `a line has the marked variables that are bound where it is logged`() async throws {
      let (logger, lines) = logger(.contextVars)
      logger.info("nowhere")
      #expect(lines.last == [:], "a default is no binding")
      Context.withValues(Request.id.bound(to: "r-1"), Request.user.bound(to: "u")) {
        logger.info("in a scope")
        #expect(lines.last == ["request-id": "r-1"], "and what is not marked is not logged")
        Request.tenant.withValue("acme") { logger.info("with its own key") }
        #expect(lines.last == ["request-id": "r-1", "app.tenant": "acme"])
      }
      let context = Context(Request.id.bound(to: "r-2"))
      await Task.detached(context: context) { logger.info("in a task") }.value
      #expect(lines.last == ["request-id": "r-2"])
      DispatchQueue(label: "q").sync(context: context) { logger.info("on a queue") }
      #expect(lines.last == ["request-id": "r-2"])
      try Context().run {
        try Request.id.set("r-3")
        logger.info("after a set")
        #expect(lines.last == ["request-id": "r-3"])
        try Request.id.unset()
        logger.info("after it was unset")
        #expect(lines.last == [:])
      }
    }

    @Test func `a plain child logs what it reads`() async {
      let (logger, lines) = logger(.contextVars)
      await Request.id.withValue("r") {
        async let child: Void = logger.info("in a child")
        await child
      }
      #expect(lines.last == ["request-id": "r"])
    }

    @Test func `a variable's own conversion logs structured values`() {
      let (logger, lines) = logger(.contextVars)
      Context.withValues(
        Request.roles.bound(to: ["a", "b"]), Request.place.bound(to: (1, 2)), Request.attempt.bound(to: 3)
      ) { logger.info("") }
      #expect(
        lines.last == [
          "roles": .array(["a", "b"]), "at": .dictionary(["x": "1", "y": "2"]), "attempt": "3",
        ])
      Request.attempt.withValue(nil) { logger.info("") }
      #expect(lines.last == ["attempt": "nil"])
    }

    @Test func `a redacted variable is logged as redacted whichever mark came first`() {
      let (marked, chosen) = (
        logger(.contextVars), logger(.contextVars(Request.token, Request.secretDefault))
      )
      Context.withValues(Request.token.bound(to: "top secret"), Request.early.bound(to: "top secret")) {
        marked.0.info("")
        chosen.0.info("")
      }
      #expect(marked.1.last == ["token": "<redacted>", "early-token": "<redacted>"])
      #expect(chosen.1.last == ["token": "<redacted>", "key": "<redacted>"])
    }

    @Test func `chosen variables are logged marked or not and with their defaults`() {
      let (logger, lines) = logger(.contextVars(Request.id, Request.tenant, Request.user, Request.roles))
      logger.info("")
      #expect(lines.last == ["app.tenant": "public", "user": "nobody"])
      Context.withValues(
        Request.id.bound(to: "r"), Request.roles.bound(to: []), Request.attempt.bound(to: 1)
      ) { logger.info("") }
      #expect(
        lines.last == ["app.tenant": "public", "user": "nobody", "request-id": "r", "roles": .array([])])
    }

    @Test func `a line's own metadata takes precedence over the variables`() {
      var (logger, lines) = logger(.contextVars)
      logger[metadataKey: "own"] = "logger's"
      Request.id.withValue("r") { logger.info("", metadata: ["request-id": "the line's"]) }
      #expect(lines.last == ["own": "logger's", "request-id": "the line's"])
    }

    @Test func `a log level that is off reads no variable`() {
      let read = Lines()
      let probe = ContextVar("probe", of: Int.self).logged { value in
        read.add(["value": "\(value)"])
        return "\(value)"
      }
      let (logger, _) = logger(.contextVars)
      probe.withValue(1) {
        logger.debug("off")
        #expect(read.all == [])
        logger.info("on")
        #expect(read.all == [["value": "1"]])
      }
    }

    @Test func `multiplexed providers all contribute and the last takes precedence`() {
      let other = Logger.MetadataProvider { ["other": "o", "request-id": "other's"] }
      for (order, id) in [([other, .contextVars], "r"), ([.contextVars, other], "other's")] {
        let (logger, lines) = logger(Logger.MetadataProvider.multiplex(order))
        Request.id.withValue("r") { logger.info("") }
        #expect(lines.last == ["other": "o", "request-id": .string(id)])
      }
    }

    @Test func `bootstrap gives the provider to all loggers of the program`() async {
      await #expect(processExitsWith: .success) {
        let lines = Lines()
        LoggingSystem.bootstrap({ _, provider in Handler(lines, provider) }, metadataProvider: .contextVars)
        Request.id.withValue("r") { Logger(label: "anywhere").info("") }
        guard lines.all == [["request-id": "r"]] else { fatalError("\(lines.all)") }
      }
    }

    @Test func `logging a value whose description logs terminates`() {
      let (logger, lines) = logger(.contextVars)
      struct Loud: Sendable, CustomStringConvertible {
        let logger: Logger
        var description: String {
          logger.info("in its own description")
          return "loud"
        }
      }
      ContextVar("loud", of: Loud.self).logged().withValue(Loud(logger: logger)) { logger.info("") }
      #expect(lines.all == [["loud": "..."], ["loud": "loud"]])
    }

    @Test func `many tasks at once log their own values`() async {
      let (logger, lines) = logger(.contextVars)
      await withTaskGroup { group in
        for number in 0..<500 {
          group.addTask(
            context: Context(Request.id.bound(to: "\(number)"), Request.attempt.bound(to: number))
          ) {
            logger.info("before")
            await Task.yield()
            logger.info("after")
          }
        }
      }
      #expect(lines.all.count == 1_000)
      #expect(lines.all.allSatisfy { $0["request-id"] == $0["attempt"] && $0["request-id"] != nil })
    }
  }
#endif
