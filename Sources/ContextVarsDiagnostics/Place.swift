// Where in the program something was done: the innermost frame that is not this library's.
#if canImport(Runtime)
  import Runtime

  /// A stack as it was. Names are looked up when somebody asks.
  struct Place: Sendable {
    private let stack: Backtrace

    /// The stack of the caller. Nil if it cannot be had.
    static var here: Place? {
      // Far enough to be out of the library, through the functions of the standard library that start tasks.
      (try? Backtrace.capture(limit: 24, offset: 1, top: 0)).map(Place.init)
    }

    /// `handle(_:) at Service.swift:42`, or as much of it as is known.
    var text: String? {
      guard
        let frame = stack.symbolicated()?.frames.first(where: { frame in
          guard let symbol = frame.symbol else { return false }
          return Self.isForeign(symbol.rawName)
        }), let symbol = frame.symbol
      else { return nil }
      guard let location = symbol.sourceLocation, !location.path.isEmpty else { return symbol.name }
      let file = location.path.split(separator: "/").last.map(String.init) ?? location.path
      return "\(file):\(location.line)"
    }

    /// Whether a symbol is not of this library, the standard library or the runtime.
    private static func isForeign(_ name: String) -> Bool {
      let own = [
        "11ContextVars", "22ContextVarsDiagnostics", "19ContextVarsImplicit", "14ContextVarsNIO",
        "11TaskContext",
      ]
      return !own.contains { name.contains($0) } && !name.hasPrefix("swift_") && !name.hasPrefix("$sSc")
        && !name.hasPrefix("$ss") && !name.hasPrefix("cspawn") && !name.hasPrefix("_$sSc")
    }
  }
#else
  /// This system's Swift cannot look at a stack.
  struct Place: Sendable {
    static var here: Place? { nil }
    var text: String? { nil }
  }
#endif
