/// Variables for a process that is started: in its environment.
#if Tracing
  public import Instrumentation

  /// Writes headers into the environment of a process that is about to start, under their names in capitals: `TRACEPARENT`,
  /// `TRACESTATE`, `BAGGAGE`.
  ///
  /// ```swift
  /// let environment = EnvironmentInjector.environment(over: ProcessInfo.processInfo.environment)
  /// ```
  public struct EnvironmentInjector: Injector {
    /// An injector.
    public init() {}

    /// `base` with what the instrument of the process sends from here, and without what `base` has under these names: that was
    /// sent to this process, and is of another request.
    public static func environment(
      over base: [String: String], carrying context: InstrumentationContext = .current ?? .topLevel
    ) -> [String: String] {
      var environment = base
      for name in ["TRACEPARENT", "TRACESTATE", "BAGGAGE"] { environment[name] = nil }
      InstrumentationSystem.instrument.inject(context, into: &environment, using: EnvironmentInjector())
      return environment
    }

    /// Puts the value under the key in capitals.
    public func inject(_ value: String, forKey key: String, into environment: inout [String: String]) {
      environment[key.environmentName] = value
    }
  }

  /// Reads headers from the environment of this process: see ``EnvironmentInjector``.
  public struct EnvironmentExtractor: Extractor {
    /// An extractor.
    public init() {}

    /// The value under the key in capitals.
    public func extract(key: String, from environment: [String: String]) -> String? {
      environment[key.environmentName]
    }
  }

  extension String {
    /// In capitals, with `_` for what a shell does not take in a name.
    fileprivate var environmentName: String {
      String(
        decoding: utf8.map { byte in
          if byte.isLowercase { return byte - 0x20 }
          return byte.isDigit || (0x41...0x5A).contains(byte) ? byte : UInt8(ascii: "_")
        }, as: UTF8.self)
    }
  }
#endif
