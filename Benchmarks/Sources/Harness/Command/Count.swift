// Reads numbers and lists from the command line, with messages that say which values are valid.

/// A whole number within limits.
package enum Count {
  package static func parse(
    _ text: String, _ option: String, in range: ClosedRange<Int>
  ) throws(UsageError) -> Int {
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        "\(option) \(shown(text)): must be a whole number from \(range.lowerBound) to \(range.upperBound)"
          + "; give one, such as '\(option) \(example(range))'")
    }
    return value
  }

  package static func shown(_ text: String) -> String { text.isEmpty ? "''" : "'\(text)'" }

  private static func example(_ range: ClosedRange<Int>) -> Int {
    min(max(range.lowerBound, 8), range.upperBound)
  }
}

/// A comma-separated list.
package enum CommaList {
  /// Parses a list of at least one element, none of them empty or repeated.
  package static func parse<Element: Hashable>(
    _ text: String, _ option: String, example: String, element: (String) throws(UsageError) -> Element
  ) throws(UsageError) -> [Element] {
    var elements: [Element] = []
    var seen: Set<Element> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let part = String(part.drop { $0 == " " })
      guard !part.isEmpty else {
        throw UsageError(
          "\(option) \(Count.shown(text)): a list needs a value, and one before and after each comma; "
            + "give it as '\(option) \(example)'")
      }
      let value = try element(part)
      guard seen.insert(value).inserted else {
        throw UsageError("\(option) \(Count.shown(text)): \(part) is there twice; name each once")
      }
      elements.append(value)
    }
    return elements
  }
}
