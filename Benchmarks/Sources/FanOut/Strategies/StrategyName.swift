// The names by which people choose a way of carrying context and find it again in the table, the
// JSON and the chart. Their order here is the order of the rows.

/// A way of carrying context to child tasks.
package enum StrategyName: String, CaseIterable, Codable, Sendable {
  case contextVars = "contextvars"
  case dictionaryCopy = "dictionary-copy"
  case contextVarsBind = "contextvars-bind"
  case dictionaryCOW = "dictionary-cow"
  case taskLocal = "task-local"
  case serviceContext = "service-context"
  case treeDictionary = "tree-dictionary"
  case bare

  /// What the table is relative to: these run whatever is asked for.
  package static let always: Set<StrategyName> = [.contextVars, .contextVarsBind, .bare]

  /// The way to use the library that gives a child what this one gives it; nil for `bare`.
  package var like: StrategyName? {
    switch self {
    case .contextVars, .dictionaryCopy: .contextVars
    case .contextVarsBind, .dictionaryCOW, .taskLocal, .serviceContext, .treeDictionary: .contextVarsBind
    case .bare: nil
    }
  }
}
