/// What lives and what it holds: an account of scopes and contexts, for programs that ask for it when they start.
public import ContextVars
import Foundation

/// An account of the scopes and contexts that are alive, of what they hold, and of where that was bound.
///
/// ```swift
/// ContextDiagnostics.start(recordingPlaces: true)   // first thing in main
/// ContextDiagnostics.printOnSignal(SIGUSR1)         // which Foundation, or the C library's module, declares
/// ```
///
/// Reports tell the values of all variables but those that are `ContextVar.redacted()`, marked to be logged or not.
///
/// Off until ``start(recordingPlaces:)``, and free then. On, each scope and context costs some microseconds, with places some
/// ten: for finding out, and not for every day. It is for the process and for good. Safe to use from any task and thread.
public enum ContextDiagnostics {
  /// Begins the account. What was there before is not in it. Further calls change nothing, but may ask for places.
  ///
  /// - Parameter places: Whether it is recorded where scopes are opened and variables bound. As file and line, if the program
  ///   has debugging information; on systems where Swift can look at a stack (Linux, with Swift 6.2). For development: Swift's own
  ///   unwinder, which reads the stack, is not made for programs that go on.
  public static func start(recordingPlaces places: Bool = false) {
    _ = Census.begin(Registry.shared)
    if places { Registry.shared.recordPlaces() }
  }

  /// Everything that is alive and binds something, the oldest first.
  public static func report() -> ContextReport { ContextReport(Registry.shared.lives()) }

  /// How and where the value was bound that the variable has here; nil if it is not bound, or was bound before ``start(recordingPlaces:)``.
  public static func origin<Value, Failure>(of variable: ContextVar<Value, Failure>) -> ContextOrigin? {
    Census.stored(AnyContextVar(variable), in: .current).flatMap(Registry.shared.origin)
  }

  /// Prints the ``report()`` to standard error each time the process gets this signal, `SIGUSR1` for instance.
  public static func printOnSignal(_ number: Int32) {
    // Else the signal would end the process. Not ignored: the programs that it starts would ignore it as well.
    signal(number) { _ in }
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler { printReport() }
    source.resume()
    Registry.shared.keep(source)
  }

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
  /// The bindings as a table: name, type, value, and how and where each was bound, if ``ContextDiagnostics`` knows it.
  ///
  /// A redacted variable's value is `<redacted>`.
  public var table: String { ContextReport.rows(of: self).joined(separator: "\n") }
}
