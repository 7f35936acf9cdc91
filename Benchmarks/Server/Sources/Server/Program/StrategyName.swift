// The names by which people choose a way of carrying context and find it again in the table.

/// A way of carrying context to child tasks.
package enum StrategyName: String, CaseIterable, Sendable {
  case contextVars = "contextvars"
  case contextVarsBind = "contextvars-bind"
  case taskLocal = "task-local"
  case dictionaryCOW = "dictionary-cow"
  case serviceContext = "service-context"
  case bare
  /// Wrong on purpose, so that tests can show that wrong values are found.
  case shared

  /// Those that are worth measuring.
  package static let measured = allCases.filter { $0 != .shared }

  /// Serves until SIGINT or SIGTERM. Each case names a type, so that the compiler makes a version of the
  /// whole server for it.
  ///
  /// - Parameter port: Of the loopback interface; 0 for any free one, which is printed.
  /// - Throws: What Hummingbird throws, as for a port that is taken.
  package func serve(port: Int) async throws {
    switch self {
    case .contextVars: try await Server<ContextVarsStrategy>.serve(port: port)
    case .contextVarsBind: try await Server<ContextVarsBindStrategy>.serve(port: port)
    case .taskLocal: try await Server<TaskLocalStrategy>.serve(port: port)
    case .dictionaryCOW: try await Server<DictionaryCOWStrategy>.serve(port: port)
    case .serviceContext: try await Server<ServiceContextStrategy>.serve(port: port)
    case .bare: try await Server<BareStrategy>.serve(port: port)
    case .shared: try await Server<SharedStrategy>.serve(port: port)
    }
  }
}
