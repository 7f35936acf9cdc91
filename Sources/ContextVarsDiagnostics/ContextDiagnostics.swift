// The public API of the census: which scopes and contexts are alive, and what they hold.
public import ContextVars
import Foundation

#if canImport(Dispatch)
  import Dispatch
#endif

/// A census of the scopes and contexts that are alive, the values that they hold, and where these were bound.
///
/// ```swift
/// ContextDiagnostics.start(recordingPlaces: true)   // first thing in main
/// ContextDiagnostics.printOnSignal(SIGUSR1)         // which Foundation, or the C library's module, declares
/// ```
///
/// Reports show the values of all variables, marked as logged or not, except those that are
/// `ContextVar.redacted()`.
///
/// The census is off, and free, until ``start(recordingPlaces:)``. Once on, it stays on for the life of the
/// process, and each scope and context costs some microseconds, or some ten with places: use it to
/// investigate a problem, not all the time. Safe to use from any task and thread.
public enum ContextDiagnostics {
  /// Begins the census. Scopes and contexts that exist already are not in it. Further calls change nothing,
  /// except that they may turn on the recording of places.
  ///
  /// - Parameter places: Whether to record where scopes are opened and variables bound: as file and line, if
  ///   the program has debugging information, on systems where Swift can read a stack (Linux, from Swift
  ///   6.2 on). Code that an asynchronous function calls directly may have no place. For development only:
  ///   Swift's own unwinder, which reads the stack, is not made for programs that continue to run.
  public static func start(recordingPlaces places: Bool = false) {
    _ = Census.begin(Registry.shared)
    if places { Registry.shared.recordPlaces() }
  }

  /// The scopes and contexts of the census that are alive and bind something, the oldest first.
  public static func report() -> ContextReport { ContextReport(Registry.shared.lives()) }

  /// How and where the variable's current value was bound; nil if the variable is not bound, or was bound
  /// before ``start(recordingPlaces:)``.
  public static func origin<Value, Failure>(of variable: ContextVar<Value, Failure>) -> ContextOrigin? {
    Census.stored(AnyContextVar(variable), in: .current).flatMap(Registry.shared.origin)
  }

  #if canImport(Dispatch) && !os(Windows)
    /// Prints the ``report()`` to standard error each time the process receives this signal, for instance
    /// `SIGUSR1`. Absent on Windows and in WebAssembly, which have no such signals.
    public static func printOnSignal(_ number: Int32) {
      // Without a handler the signal would end the process. It is not ignored, since child processes would
      // then ignore it as well.
      signal(number) { _ in }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { printReport() }
      source.resume()
      Registry.shared.keep(source)
    }
  #endif

  /// Prints the ``report()`` to standard error.
  public static func printReport() { FileHandle.standardError.write(Data("\(report())\n".utf8)) }
}

/// How and where a value was bound.
public struct ContextOrigin: Sendable, CustomStringConvertible {
  let way: Census.Way
  let place: Place?

  /// `set at Handler.swift:17`, or `withValue`, if places are not recorded.
  public var description: String {
    let way = way == .binding ? "bound" : way.rawValue
    return place.flatMap(\.text).map { "\(way) at \($0)" } ?? way
  }
}

extension Context {
  /// The bindings as a table: name, type, value, and how and where each was bound, if ``ContextDiagnostics``
  /// knows.
  ///
  /// The value of a redacted variable is `<redacted>`.
  public var table: String { ContextReport.rows(of: self).joined(separator: "\n") }
}
