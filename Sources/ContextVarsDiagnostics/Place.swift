// A place in the program: the innermost stack frame that does not belong to this library.
//
// Only on Linux: elsewhere ctask_safe_frames returns 0, or the module `Runtime` requires a newer system.
#if os(Linux) && canImport(Runtime)
  import CTaskRuntime
  import Runtime

  /// A recorded stack. Its names are looked up when they are asked for.
  struct Place: Sendable {
    private let stack: Backtrace

    /// The program's images. Captured once, at the start: a capture reads all mapped memory, including
    /// memory that another thread is unmapping at the time. Repeating it for each place crashed the process.
    private static let images = ImageMap.capture()

    /// Captures the images. To be called before there are other threads, if possible.
    static func prepare() { _ = images }

    /// The stack of the caller; nil if it cannot be read.
    static var here: Place? {
      // Enough frames to get out of the library, and no more than are safe: the unwinder trusts frame
      // pointers, and at an asynchronous function's frame it trusts that the task has not ended. It reads a
      // few frames more than it is asked for.
      let frames = ctask_safe_frames(18)
      guard frames > 6 else { return nil }
      return
        (try? Backtrace.capture(
          algorithm: .fast, limit: min(frames - 5, 12), offset: 1, top: 0, images: images)).map(Place.init)
    }

    /// `Service.swift:42`, or the function's name if the line is not known.
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

    /// Whether a symbol belongs neither to this library nor to the standard library or the runtime.
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
  /// On this system no stack is read.
  struct Place: Sendable {
    static func prepare() {}
    static var here: Place? { nil }
    var text: String? { nil }
  }
#endif
