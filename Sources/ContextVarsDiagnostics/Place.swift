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

    /// This library's modules, as they stand in mangled names.
    private static let modules =
      [
        "", "Diagnostics", "Implicit", "Logging", "NIO", "TestSupport", "Tracing",
      ].map { "\(11 + $0.utf8.count)ContextVars\($0)" } + ["11TaskContext"]

    /// Whether a symbol belongs neither to this library nor to the standard library or the runtime, and is
    /// no thunk, which has no line.
    ///
    /// A mangled name begins with the module, or with a type of another module that an extension in this one
    /// adds to. Other functions' names may have the library's modules elsewhere, before the types they use.
    private static func isForeign(_ name: String) -> Bool {
      let runtime = ["swift_", "$sSc", "$ss", "cspawn", "_$sSc"]
      return !modules.contains { name.hasPrefix("$s" + $0) || name.contains($0 + "E") }
        && !runtime.contains { name.hasPrefix($0) }
        && !["TR", "TRTA", "TA"].contains { name.hasSuffix($0) }
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
