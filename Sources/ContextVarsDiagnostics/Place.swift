// Where in the program something was done: the innermost frame that is not this library's.
#if os(Linux) && canImport(Runtime)  // Elsewhere ctask_safe_frames allows no frame, or the module wants newer systems.
  import CTaskRuntime
  import Runtime

  /// A stack as it was. Names are looked up when somebody asks.
  struct Place: Sendable {
    private let stack: Backtrace

    /// The program's files. Looked at once, at the start: it reads all memory that is mapped, also what another thread is just
    /// giving back, and took the process down with it when each place did it.
    private static let images = ImageMap.capture()

    /// Before there are other threads, if it can be.
    static func prepare() { _ = images }

    /// The stack of the caller. Nil if it cannot be had.
    static var here: Place? {
      // Far enough to be out of the library, and no farther than is safe: what follows frame pointers believes them, and what
      // follows an asynchronous function's frame believes that its task has not ended. It looks at some frames more than it is
      // asked for.
      let frames = ctask_safe_frames(18)
      guard frames > 6 else { return nil }
      return
        (try? Backtrace.capture(
          algorithm: .fast, limit: min(frames - 5, 12), offset: 1, top: 0, images: images)).map(Place.init)
    }

    /// `handle(_:) at Service.swift:42`, or as much of it as is known.
    var text: String? {
      guard
        let frame = stack.symbolicated()?.frames.first(where: { frame in
          guard let symbol = frame.symbol else { return false }
          return Self.isForeign(symbol.rawName)
        }), let symbol = frame.symbol
      else { return nil }
      guard let location = symbol.sourceLocation, location.line > 0 else { return symbol.name }
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
    static func prepare() {}
    static var here: Place? { nil }
    var text: String? { nil }
  }
#endif
