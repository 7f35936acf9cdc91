// The names of the strategies, on the command line and in the table.

/// A way of carrying context to child tasks.
package enum StrategyName: String, CaseIterable, Sendable {
  case contextVars = "contextvars"
  case contextVarsBind = "contextvars-bind"
  case taskLocal = "task-local"
  case dictionaryCOW = "dictionary-cow"
  case serviceContext = "service-context"
  case bare
  /// Wrong on purpose, so that tests can show that wrong values are detected.
  case shared

  /// The strategies that are worth measuring.
  package static let measured = allCases.filter { $0 != .shared }

  /// Serves until SIGINT or SIGTERM. Each case names its type, so that the compiler specialises the whole
  /// server for it.
  ///
  /// - Parameter port: A port of the loopback interface; 0 for any free one. The port is printed.
  /// - Throws: Hummingbird's errors, for example if the port is in use.
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
