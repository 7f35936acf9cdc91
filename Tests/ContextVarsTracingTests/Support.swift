// A carrier of headers, and the variables of the tests: most travel in its headers, some must not.
#if Tracing
  import ContextVars
  import ContextVarsTracing
  import Foundation
  import Instrumentation
  import Tracing

  enum Request {
    static let id = ContextVar("request-id", of: String.self).sent(as: .text).traced(as: "app.request_id")
    static let tenant = ContextVar("tenant", default: "public").sent(as: .text)
    static let attempt = ContextVar("attempt", of: Int.self).sent(as: .text, named: "app.attempt").traced {
      .int64(Int64($0))
    }
    static let plan = ContextVar("plan", of: Plan.self).sent(as: .rawValue).traced()
    static let token = ContextVar("token", of: String.self).sent(as: .text).traced().redacted()
    static let silent = ContextVar("silent", of: String.self).sent(
      as: ContextCodec(encode: { _ in nil }, decode: { $0 }))
    static let kept = ContextVar("kept", of: String.self)

    enum Plan: String { case free, paid }
  }

  /// Headers as a dictionary with lower-case names; fields of one name are joined as HTTP specifies.
  struct Headers: Equatable, Sendable {
    var fields: [String: String] = [:]

    init(_ fields: KeyValuePairs<String, String> = [:]) {
      for (name, value) in fields {
        let name = name.lowercased()
        self.fields[name] = self.fields[name].map { "\($0),\(value)" } ?? value
      }
    }

    subscript(name: String) -> String? { fields[name] }
  }

  struct HeaderInjector: Injector {
    func inject(_ value: String, forKey key: String, into headers: inout Headers) {
      headers.fields[key] = value
    }
  }

  struct HeaderExtractor: Extractor {
    func extract(key: String, from headers: Headers) -> String? { headers.fields[key] }
  }

  /// The problems that an instrument has reported.
  final class Problems: Sendable {
    private let lock = NSLock()
    /// `nonisolated(unsafe)`: accessed under `lock` only.
    private nonisolated(unsafe) var problems: [ContextVarsInstrument.Problem] = []

    func add(_ problem: ContextVarsInstrument.Problem) { lock.withLock { problems.append(problem) } }
    var all: [ContextVarsInstrument.Problem] { lock.withLock { problems } }
  }

  extension Instrument {
    func received(_ headers: Headers) -> InstrumentationContext {
      var context = InstrumentationContext.topLevel
      extract(headers, into: &context, using: HeaderExtractor())
      return context
    }

    func sent(_ context: InstrumentationContext = .current ?? .topLevel) -> Headers {
      var headers = Headers()
      inject(context, into: &headers, using: HeaderInjector())
      return headers
    }
  }
#endif
