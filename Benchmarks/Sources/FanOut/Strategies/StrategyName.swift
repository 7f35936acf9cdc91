// The names of the ways of carrying context, on the command line and in the table, the JSON and the chart.
// Their order here is the order of the rows.

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

  /// The strategies that the figures are relative to; they always run.
  package static let always: Set<StrategyName> = [.contextVars, .contextVarsBind, .bare]

  /// The use of this library that lets a child do as much as this strategy does: set, or only bind for a
  /// closure. Nil for `bare`.
  package var like: StrategyName? {
    switch self {
    case .contextVars, .dictionaryCopy: .contextVars
    case .contextVarsBind, .dictionaryCOW, .taskLocal, .serviceContext, .treeDictionary: .contextVarsBind
    case .bare: nil
    }
  }
}
