// The names by which people choose a way of carrying context and find it again in the table, the
// JSON and the chart. Their order here is the order of the rows.

/// A way of carrying context to child tasks.
package enum StrategyName: String, CaseIterable, Codable, Sendable {
  case contextVars = "contextvars"
  case dictionaryCopy = "dictionary-copy"
  case dictionaryCOW = "dictionary-cow"
  case taskLocal = "task-local"
  case serviceContext = "service-context"
  case treeDictionary = "tree-dictionary"
  case bare

  /// What the table is relative to: these run whatever is asked for.
  package static let always: Set<StrategyName> = [.contextVars, .bare]
}
