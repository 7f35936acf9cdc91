// Variables for a child process, in its environment.
#if Tracing
  public import Instrumentation

  /// Writes headers into the environment of a process that is about to start, as `TRACEPARENT`, `TRACESTATE`
  /// and `BAGGAGE`.
  ///
  /// ```swift
  /// let environment = EnvironmentInjector.environment(over: ProcessInfo.processInfo.environment)
  /// ```
  public struct EnvironmentInjector: Injector {
    /// Creates an injector.
    public init() {}

    /// The environment `base`, with the headers that the process's instrument sends from here.
    ///
    /// What `base` has under the three names is dropped: it was sent to this process, with another request.
    ///
    /// - Parameters:
    ///   - base: The environment to start from.
    ///   - context: The service context to send.
    public static func environment(
      over base: [String: String], carrying context: InstrumentationContext = .current ?? .topLevel
    ) -> [String: String] {
      var environment = base
      for name in ["TRACEPARENT", "TRACESTATE", "BAGGAGE"] { environment[name] = nil }
      InstrumentationSystem.instrument.inject(context, into: &environment, using: EnvironmentInjector())
      return environment
    }

    /// Stores the value under the key in capitals.
    public func inject(_ value: String, forKey key: String, into environment: inout [String: String]) {
      environment[key.environmentName] = value
    }
  }

  /// Reads headers from the environment of this process, as ``EnvironmentInjector`` writes them.
  public struct EnvironmentExtractor: Extractor {
    /// Creates an extractor.
    public init() {}

    /// The value under the key in capitals.
    public func extract(key: String, from environment: [String: String]) -> String? {
      environment[key.environmentName]
    }
  }

  extension String {
    /// In capitals, with `_` for every character that a shell does not allow in a name.
    fileprivate var environmentName: String {
      String(
        decoding: utf8.map { byte in
          if byte.isLowercase { return byte - 0x20 }
          return byte.isDigit || (0x41...0x5A).contains(byte) ? byte : UInt8(ascii: "_")
        }, as: UTF8.self)
    }
  }
#endif
